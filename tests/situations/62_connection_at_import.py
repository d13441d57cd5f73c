"""A module's connection is used while the module is imported: that goes where the connection is made, later."""

import sqlite3

conn = sqlite3.connect(":memory:")  # -> conn = await aiosqlite.connect(":memory:")
conn.execute("CREATE TABLE item (name TEXT)")  # -> await conn.execute("CREATE TABLE item (name TEXT)")


def names():
    return conn.execute("SELECT name FROM item").fetchall()


def main():
    print(names())


if __name__ == "__main__":
    main()
