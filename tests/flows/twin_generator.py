"""A generator that a thread and coroutines iterate, in a with block of both."""

import contextlib
import os
import sqlite3
import tempfile
import threading

PATH = os.path.join(tempfile.mkdtemp(), "db")


def connect():  # twin
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


@contextlib.contextmanager
def opened():  # twin
    conn = connect()
    try:
        yield conn
    finally:
        conn.close()


def lines():  # twin
    with opened() as conn:
        for row in conn.execute("SELECT name FROM item ORDER BY name"):
            yield row[0]


def watch():
    print("seen", [line for line in lines()])


def watched():
    thread = threading.Thread(target=watch)
    thread.start()
    thread.join()


def main():
    create()
    add("a")
    rename("a", "b")
    watched()
    for line in lines():
        print(line)
    print(names())


if __name__ == "__main__":
    main()
