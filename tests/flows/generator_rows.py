"""Generators that stream rows, one through another."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def rows(self):
        cur = self.conn.execute("SELECT x FROM t ORDER BY x")
        while True:
            batch = cur.fetchmany(2)
            if not batch:
                return
            for (value,) in batch:
                yield value

    def even(self):
        for value in self.rows():
            if value % 2 == 0:
                yield value


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (x)")
    conn.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(7)])
    repo = Repo(conn)
    for value in repo.even():
        print(value)
    print(list(repo.rows()), sum(repo.even()), [v + 1 for v in repo.even()])
    conn.close()


if __name__ == "__main__":
    main()
