"""A generator function that turns async is another thing to `inspect`."""

import inspect
import sqlite3


def numbers(conn):
    yield conn.execute("SELECT 1").fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    print(inspect.isgeneratorfunction(numbers))  # refused: ASY201
    print(list(numbers(conn)))
    conn.close()


if __name__ == "__main__":
    main()
