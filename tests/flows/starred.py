"""Connections in the starred part of an unpacking, and passed on with `*`."""

import sqlite3


def count(label, *connections):
    return label, [connection.execute("SELECT 1").fetchone()[0] for connection in connections]


def main():
    first, *others = [sqlite3.connect(":memory:") for _ in range(3)]
    print(first.execute("SELECT 0").fetchone(), len(others))
    print(count("others", *others))
    print(count(*("all", first, *others)))
    for connection in (first, *others):
        connection.close()


if __name__ == "__main__":
    main()
