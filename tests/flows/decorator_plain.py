"""A decorator of the project, with `functools.wraps`, around functions with and without I/O."""

import functools
import sqlite3

CALLS = []


def logged(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        CALLS.append(func.__name__)
        return func(*args, **kwargs)

    return wrapper


@logged
def count(conn):
    return conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


@logged
def describe(number):
    return f"{number} tables"


def main():
    conn = sqlite3.connect(":memory:")
    print(describe(count(conn)), CALLS)
    conn.close()


if __name__ == "__main__":
    main()
