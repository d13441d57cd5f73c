"""A function returns `contextlib.closing(…)`; others enter it."""

import contextlib
import sqlite3


def opened():
    return contextlib.closing(sqlite3.connect(":memory:"))


def main():
    with opened() as conn:
        print(conn.execute("SELECT 2").fetchone())


if __name__ == "__main__":
    main()
