"""A `zip` over a generator that waits, kept for later."""

import sqlite3


def rows(conn):
    yield conn.execute("SELECT 1").fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    pairs = zip(rows(conn), "ab")  # refused: ASY201
    print(next(pairs))
    conn.close()


if __name__ == "__main__":
    main()
