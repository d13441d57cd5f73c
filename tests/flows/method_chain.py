"""A fluent interface: methods that return `self`, and one that returns another object."""

import sqlite3


class Query:
    def __init__(self, conn):
        self.conn = conn
        self.table = ""
        self.count = 0

    def from_(self, table):
        self.table = table
        return self

    def limit(self, count):
        self.count = count
        return self

    def result(self):
        return Result(self.conn.execute(f"SELECT type FROM {self.table} LIMIT {self.count}"))


class Result:
    def __init__(self, cur):
        self.cur = cur

    def all(self):
        return self.cur.fetchall()


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (x)")
    print(Query(conn).from_("sqlite_master").limit(2).result().all())
    conn.close()


if __name__ == "__main__":
    main()
