"""`yield from` over a list and a plain generator, in a generator that turns asynchronous."""

import sqlite3


def plain():
    yield ("second",)


def everything(conn, item):
    yield from [("first",)]
    yield from plain()
    yield conn.execute("SELECT 1").fetchone()
    yield item


def main():
    conn = sqlite3.connect(":memory:")
    for row in everything(conn, "item"):
        print(row)
    conn.close()


if __name__ == "__main__":
    main()
