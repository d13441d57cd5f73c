"""A property made by calling `property`, not by decoration."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self._conn = conn

    def _get(self):
        return self._conn

    conn = property(_get)


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(repo.conn.execute("SELECT 1").fetchone())
    repo.conn.close()


if __name__ == "__main__":
    main()
