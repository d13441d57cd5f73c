"""pickle rebuilds an object by calling functions, and never waits."""

import os
import pickle
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
    def __init__(self, known):
        self.known = known

    def __reduce__(self):  # refused: ASY201
        return rebuilt, ()


def rebuilt():
    return Shelf(names())


def copied():
    return pickle.loads(pickle.dumps(Shelf([]))).known


def main():
    create()
    add("a")
    rename("a", "b")
    print(copied())
    print(names())


if __name__ == "__main__":
    main()
