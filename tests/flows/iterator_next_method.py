"""`__next__` goes through a method of its own: what stops that one stops the asynchronous iteration."""

import sqlite3


class Cursor:
    def __init__(self, conn):
        self.conn = conn
        self.at = 0

    def next(self):
        row = self.conn.execute("SELECT x FROM t WHERE x > ? ORDER BY x", (self.at,)).fetchone()
        if row is None:
            raise StopIteration
        self.at = row[0]
        return self.at

    def __next__(self):
        return self.next()

    def __iter__(self):
        return self


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (x)")
    conn.executemany("INSERT INTO t VALUES (?)", [(1,), (2,)])
    for x in Cursor(conn):
        print(x)
    print([x for x in Cursor(conn)])
    conn.close()


if __name__ == "__main__":
    main()
