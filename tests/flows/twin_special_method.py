"""len() can't wait, and may be called anywhere."""

import os
import sqlite3
import tempfile

PATH = os.path.join(tempfile.mkdtemp(), "db")


def connect():
    return sqlite3.connect(PATH)


def names():
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


class Shelf:
    def __len__(self):
        return len(names())  # refused: ASY101

    def is_full(self):
        return len(self) > 1


def main():
    create()
    add("a")
    rename("a", "b")
    print(Shelf().is_full())
    print(names())


if __name__ == "__main__":
    main()
