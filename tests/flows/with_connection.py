"""`with conn:` commits or rolls back and leaves the connection open."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def add(self, value):
        with self.conn:
            self.conn.execute("INSERT INTO t VALUES (?)", (value,))
            if value < 0:
                raise ValueError(value)

    def size(self):
        with self.conn as conn:
            return conn.execute("SELECT count(*) FROM t").fetchone()[0]


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    repo.conn.execute("CREATE TABLE t (x)")
    repo.add(1)
    try:
        repo.add(-1)
    except ValueError as error:
        print("error", error)
    print(repo.size(), repo.conn.in_transaction)
    repo.conn.close()


if __name__ == "__main__":
    main()
