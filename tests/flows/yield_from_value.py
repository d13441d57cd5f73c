"""The value of `yield from` in a generator that would turn asynchronous."""

import sqlite3


def part():
    yield "part"
    return 2


def everything(conn):
    count = yield from part()
    yield conn.execute("SELECT ?", (count,)).fetchone()  # refused: ASY105


def main():
    conn = sqlite3.connect(":memory:")
    for row in everything(conn):
        print(row)
    conn.close()


if __name__ == "__main__":
    main()
