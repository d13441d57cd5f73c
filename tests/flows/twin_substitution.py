"""What re.sub calls can't wait; the function around it stays synchronous."""

import os
import re
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


def position(match):
    return str(names().index(match[0]))


def numbered():
    return re.sub("[ab]", position, "a-b-a")


def main():
    create()
    add("a")
    add("c")
    rename("c", "b")
    print(numbered())
    print(names())


if __name__ == "__main__":
    main()
