"""Annotations written as strings, of the driver and of a class that comes later."""

import sqlite3
from contextvars import ContextVar

current: "ContextVar" = ContextVar("current")


def repo() -> "Repo":
    return current.get()


class Repo:
    conn: "sqlite3.Connection"

    def answer(self: "Repo") -> "tuple[int]":
        return self.conn.execute("SELECT 1").fetchone()


def main() -> None:
    made = Repo()
    made.conn = sqlite3.connect(":memory:")
    current.set(made)
    print(repo().answer())
    repo().conn.close()


if __name__ == "__main__":
    main()
