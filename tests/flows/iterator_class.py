"""A class whose `__iter__` is a generator over rows."""

import sqlite3


class Table:
    def __init__(self, conn, name):
        self.conn = conn
        self.name = name

    def __iter__(self):
        for row in self.conn.execute(f"SELECT x FROM {self.name}"):
            yield row[0]


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (x)")
    conn.execute("INSERT INTO t VALUES (1), (2)")
    for value in Table(conn, "t"):
        print(value)
    print(list(Table(conn, "t")))
    conn.close()


if __name__ == "__main__":
    main()
