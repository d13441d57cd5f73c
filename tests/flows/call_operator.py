"""Instances that are called, directly and as a value handed on."""

import sqlite3


class Query:
    def __init__(self, conn, sql):
        self.conn = conn
        self.sql = sql

    def __call__(self, *args):
        return self.conn.execute(self.sql, args).fetchall()


def run(query, *args):
    return query(*args)


def main():
    conn = sqlite3.connect(":memory:")
    double = Query(conn, "SELECT ? * 2")
    print(double(4), run(double, 5))
    conn.close()


if __name__ == "__main__":
    main()
