"""`closing()` of an object of our own: in another function, and beside a `nullcontext`."""

import sqlite3
from contextlib import closing, nullcontext


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def close(self):
        self.conn.close()
        print("closed")


def opened():
    return closing(Repo(sqlite3.connect(":memory:")))


def with_repo(repo=None):
    with nullcontext(repo) if repo else opened() as found:
        return found.conn.execute("SELECT 1").fetchone()


def main():
    with closing(Repo(sqlite3.connect(":memory:"))) as repo:
        print(repo.conn.execute("SELECT 2").fetchone())
        print(with_repo(repo), with_repo())


if __name__ == "__main__":
    main()
