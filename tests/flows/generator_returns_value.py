"""A generator that returns a value can't turn into an async generator."""

import sqlite3


def rows(conn):
    count = 0
    for row in conn.execute("SELECT 1 UNION SELECT 2"):  # refused: ASY105
        count += 1
        yield row
    return count


def report(conn):
    total = yield from rows(conn)
    yield total


def main():
    conn = sqlite3.connect(":memory:")
    print(list(report(conn)))
    conn.close()


if __name__ == "__main__":
    main()
