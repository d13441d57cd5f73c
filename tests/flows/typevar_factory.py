"""A factory that gives an instance of the class it gets: `type[T]` to `T`."""

import sqlite3
from typing import TypeVar

T = TypeVar("T")


class Users:
    def __init__(self, conn):
        self.conn = conn

    def size(self):
        return self.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


class Names(Users):
    def size(self):
        return "no table"


def make(cls: type[T], conn: sqlite3.Connection) -> T:
    return cls(conn)


def same(value: T) -> T:
    return value


def main():
    conn = same(sqlite3.connect(":memory:"))
    print(make(Users, conn).size(), make(Names, conn).size())
    conn.close()


if __name__ == "__main__":
    main()
