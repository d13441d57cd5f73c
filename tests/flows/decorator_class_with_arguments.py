"""A class as a decorator that is made with options: `__call__` gets the function."""

import functools
import sqlite3


class Prefixed:
    def __init__(self, prefix):
        self.prefix = prefix

    def __call__(self, func):
        @functools.wraps(func)
        def wrapper(*args):
            return self.prefix, func(*args)

        return wrapper


@Prefixed("a")
def one(conn):
    return conn.execute("SELECT 1").fetchone()


@Prefixed("b")
def plain():
    return "no database"


def main():
    conn = sqlite3.connect(":memory:")
    print(one(conn), plain())
    conn.close()


if __name__ == "__main__":
    main()
