"""`functools.partialmethod` in a class body."""

import functools
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def select(self, value, times):
        return self.conn.execute("SELECT ? * ?", (value, times)).fetchone()[0]

    double = functools.partialmethod(select, times=2)


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(repo.select(3, 3), repo.double(4))
    repo.conn.close()


if __name__ == "__main__":
    main()
