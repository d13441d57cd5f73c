"""A class body and a default value can't wait."""

import os
import sqlite3
import tempfile

PATH = os.path.join(tempfile.mkdtemp(), "db")


def connect():  # twin
    return sqlite3.connect(PATH)


def names():  # twin
    conn = connect()
    try:
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


def create():
    write("CREATE TABLE item (name TEXT)")


def add(name):
    write("INSERT INTO item VALUES (?)", name)


def rename(old, new):
    write("UPDATE item SET name = ? WHERE name = ?", new, old)


def table():  # twin
    conn = connect()
    try:
        conn.execute("CREATE TABLE IF NOT EXISTS item (name TEXT)")
        conn.commit()
        return "item"
    finally:
        conn.close()


class Shelf:
    table = table()
    known = names()

    def show(self, known=names()):
        return self.known, known


def main():
    add("a")
    rename("a", "b")
    print(Shelf().show(), table())
    print(names())


if __name__ == "__main__":
    main()
