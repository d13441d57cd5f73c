import sqlite3


def connect():
    return sqlite3.connect(":memory:")


def count(conn):
    return conn.execute("SELECT 1").fetchone()[0]
