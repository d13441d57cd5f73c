"""A generator that cleans up, in an expression that is left before its end: nothing would close it at once."""

import sqlite3


def rows(conn):
    try:
        yield conn.execute("SELECT 1").fetchone()[0]
        yield 2
    finally:
        print("cleaned up")


def main():
    conn = sqlite3.connect(":memory:")
    print(any(number == 1 for number in rows(conn)))  # refused: ASY202
    conn.close()


if __name__ == "__main__":
    main()
