"""`yield from` over a cursor, a generator and a list."""

import sqlite3


def rows(conn):
    yield from conn.execute("SELECT 1 UNION SELECT 2")


def everything(conn):
    yield ("first",)
    yield from rows(conn)


def main():
    conn = sqlite3.connect(":memory:")
    for row in everything(conn):
        print(row)
    conn.close()


if __name__ == "__main__":
    main()
