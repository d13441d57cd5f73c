"""A property that only hands a connection over."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self._conn = conn

    @property
    def conn(self):
        return self._conn

    @conn.setter
    def conn(self, value):
        self._conn = value

    def answer(self):
        return self.conn.execute("SELECT 1").fetchone()


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(repo.answer())
    repo.conn.close()
    repo.conn = sqlite3.connect(":memory:")
    print(repo.answer())
    repo.conn.close()


if __name__ == "__main__":
    main()
