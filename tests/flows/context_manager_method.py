"""`contextmanager` on a method, and one that yields nothing."""

import sqlite3
from contextlib import contextmanager


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @contextmanager
    def savepoint(self):
        self.conn.execute("SAVEPOINT one")
        try:
            yield
        except ValueError:
            self.conn.execute("ROLLBACK TO one")
            print("rolled back")

    def size(self):
        return self.conn.execute("SELECT count(*) FROM t").fetchone()[0]


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    repo.conn.execute("CREATE TABLE t (x)")
    with repo.savepoint():
        repo.conn.execute("INSERT INTO t VALUES (1)")
    with repo.savepoint():
        repo.conn.execute("INSERT INTO t VALUES (2)")
        raise ValueError
    print(repo.size())
    repo.conn.close()


if __name__ == "__main__":
    main()
