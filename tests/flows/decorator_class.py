"""A class as a decorator: `__call__` runs what it wraps."""

import functools
import sqlite3


class counted:  # noqa: N801
    def __init__(self, func):
        functools.update_wrapper(self, func)
        self.func = func
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.func(*args)


@counted
def one(conn):
    return conn.execute("SELECT 1").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    print(one(conn), one(conn), one.calls)
    conn.close()


if __name__ == "__main__":
    main()
