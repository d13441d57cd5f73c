"""A class decorator that adds a method, and `functools.wraps` with a generator inside."""

import functools
import sqlite3


def with_version(cls):
    def version(self):
        return self.conn.execute("SELECT 'v1'").fetchone()

    cls.version = version
    return cls


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("call", function.__name__)
        for row in function(*args, **kwargs):
            yield row

    return wrapper


@with_version
class Repo:
    def __init__(self, conn):
        self.conn = conn

    @logged
    def rows(self):
        yield from self.conn.execute("SELECT 1 UNION SELECT 2")


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(repo.version())
    for row in repo.rows():
        print(row)
    repo.conn.close()


if __name__ == "__main__":
    main()
