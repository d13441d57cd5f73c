"""Several decorators on one method."""

import functools
import sqlite3


def twice(func):
    @functools.wraps(func)
    def wrapper(*args):
        return [func(*args), func(*args)]

    return wrapper


def tagged(tag):
    def decorate(func):
        @functools.wraps(func)
        def wrapper(*args):
            return tag, func(*args)

        return wrapper

    return decorate


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @tagged("outer")
    @twice
    @tagged("inner")
    def answer(self):
        return self.conn.execute("SELECT 1").fetchone()


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(repo.answer())
    repo.conn.close()


if __name__ == "__main__":
    main()
