"""An object that is handed over to be called can't have an asynchronous `__call__`; nor can a lambda that only negates."""

import sqlite3


class Weight:
    def __init__(self, conn):
        self.conn = conn

    def __call__(self, number):
        return -self.conn.execute("SELECT ?", (number,)).fetchone()[0]


def rank(conn, number):
    return conn.execute("SELECT ?", (number,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    print(sorted([1, 3, 2], key=Weight(conn)))  # refused: ASY201
    conn.close()


def negated():
    conn = sqlite3.connect(":memory:")
    print(sorted([1, 3, 2], key=lambda number: -rank(conn, number)))  # refused: ASY104
    conn.close()


if __name__ == "__main__":
    main()
    negated()
