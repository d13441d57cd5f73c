"""Annotations of containers: what a loop over `list[…]` and a look-up in `dict[…]` give."""

import sqlite3
from contextvars import ContextVar
from typing import Any

current: ContextVar[Any] = ContextVar("current")


def each():
    connections: list[sqlite3.Connection] = current.get()
    return [conn.execute("SELECT 1").fetchone() for conn in connections]


def main():
    conn = sqlite3.connect(":memory:")
    current.set([conn])
    print(each())
    conn.close()


if __name__ == "__main__":
    main()
