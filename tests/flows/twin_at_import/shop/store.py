import os
import sqlite3
import tempfile

__all__ = ["add", "names", "rename"]

PATH = os.path.join(tempfile.mkdtemp(), "db")


def connect():  # twin
    return sqlite3.connect(PATH)


def names():  # twin
    conn = connect()
    try:
        conn.execute("CREATE TABLE IF NOT EXISTS item (name TEXT)")
        return [row[0] for row in conn.execute("SELECT name FROM item ORDER BY name").fetchall()]
    finally:
        conn.close()


def write(statement, *values):
    conn = connect()
    try:
        conn.execute(statement, values)
        conn.commit()
    finally:
        conn.close()


def add(name):
    write("INSERT INTO item VALUES (?)", name)


def rename(old, new):
    write("UPDATE item SET name = ? WHERE name = ?", new, old)
