import sqlite3


def connect():
    return sqlite3.connect(":memory:")


def answer(conn):
    return conn.execute("SELECT 'old'").fetchone()
