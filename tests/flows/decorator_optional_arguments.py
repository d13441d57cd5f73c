"""A decorator that works with and without arguments."""

import functools
import sqlite3


def traced(func=None, *, label="call"):
    if func is None:
        return functools.partial(traced, label=label)

    @functools.wraps(func)
    def wrapper(*args):
        print(label, func.__name__)
        return func(*args)

    return wrapper


@traced
def one(conn):
    return conn.execute("SELECT 1").fetchone()


@traced(label="other")
def two(conn):
    return conn.execute("SELECT 2").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    print(one(conn), two(conn))
    conn.close()


if __name__ == "__main__":
    main()
