"""Connections in a set and a frozenset."""

import sqlite3


def main():
    opened = {sqlite3.connect(":memory:")}
    opened.add(sqlite3.connect(":memory:"))
    for conn in frozenset(opened):
        print(conn.execute("SELECT 1").fetchone())
    while opened:
        opened.pop().close()


if __name__ == "__main__":
    main()
