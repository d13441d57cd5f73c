"""A signal handler runs between two steps of whatever runs; on the event loop it would block."""

import os
import signal
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


SEEN = []


def on_signal(number, frame):
    SEEN.append(names())


def interrupted():
    signal.signal(signal.SIGUSR1, on_signal)  # refused: ASY201
    os.kill(os.getpid(), signal.SIGUSR1)


def main():
    create()
    add("a")
    rename("a", "b")
    interrupted()
    print(SEEN, names())


if __name__ == "__main__":
    main()
