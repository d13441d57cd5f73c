"""A method decorator that uses what it finds on `self`."""

import functools
import sqlite3


def transactional(method):
    @functools.wraps(method)
    def wrapper(self, *args):
        try:
            found = method(self, *args)
        except ValueError:
            self.conn.rollback()
            return "rolled back"
        self.conn.commit()
        return found

    return wrapper


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @transactional
    def add(self, value):
        self.conn.execute("INSERT INTO t VALUES (?)", (value,))
        if value < 0:
            raise ValueError(value)
        return self.size()

    def size(self):
        return self.conn.execute("SELECT count(*) FROM t").fetchone()[0]


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    repo.conn.execute("CREATE TABLE t (x)")
    print(repo.add(1), repo.add(-1), repo.size())
    repo.conn.close()


if __name__ == "__main__":
    main()
