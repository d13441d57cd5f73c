import sqlite3

__all__ = ["connect", "one"]


def connect():
    return sqlite3.connect(":memory:")


def one(conn):
    return conn.execute("SELECT 1").fetchone()


def secret(conn):
    return None
