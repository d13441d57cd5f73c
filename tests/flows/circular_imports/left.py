import sqlite3

import right


def connect():
    return sqlite3.connect(":memory:")


def count(conn, number):
    return right.more(conn, number) if number else conn.execute("SELECT 'done'").fetchone()[0]
