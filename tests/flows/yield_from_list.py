"""`yield from` over a plain list in a generator that turns asynchronous."""

import sqlite3


def everything(conn):
    yield from [("first",)]
    yield conn.execute("SELECT 1").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    for row in everything(conn):
        print(row)
    conn.close()


if __name__ == "__main__":
    main()
