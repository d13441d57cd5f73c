"""`weakref.ref` and `copy.copy` give what they were given."""

import copy
import sqlite3
import weakref


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(weakref.ref(repo)().one(), copy.copy(repo).one(), weakref.proxy(repo).one())
    repo.conn.close()


if __name__ == "__main__":
    main()
