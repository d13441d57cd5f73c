"""A thread runs what coroutines call as well; who waits for the thread does so in another one."""

import os
import sqlite3
import tempfile
import threading

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


def watch():
    print("seen", names())


def watched():
    thread = threading.Thread(target=watch)
    thread.start()
    thread.join()


def main():
    create()
    add("a")
    rename("a", "b")
    watched()
    print(names())


if __name__ == "__main__":
    main()
