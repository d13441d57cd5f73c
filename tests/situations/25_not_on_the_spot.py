"""A generator that waits is searched by `in`, or unpacked: nobody awaits there."""

import sqlite3


def numbers(conn):
    for (number,) in conn.execute("SELECT 3 UNION ALL SELECT 1 UNION ALL SELECT 2"):
        yield number


def main():
    conn = sqlite3.connect(":memory:")
    print(2 in numbers(conn), [*numbers(conn)])  # refused: ASY202
    conn.close()


if __name__ == "__main__":
    main()
