"""A decorator that opens a connection and passes it as the first argument."""

import functools
import sqlite3


def with_cursor(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        conn = sqlite3.connect(":memory:")
        try:
            return func(conn.cursor(), *args, **kwargs)
        finally:
            conn.close()

    return wrapper


@with_cursor
def add(cur, left, right=0):
    cur.execute("SELECT ? + ?", (left, right))
    return cur.fetchone()[0]


def main():
    print(add(1), add(1, right=2))


if __name__ == "__main__":
    main()
