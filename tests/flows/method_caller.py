"""`operator.methodcaller` on a connection's owner."""

import operator
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def value(self, number):
        return self.conn.execute("SELECT ?", (number,)).fetchone()[0]


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    ask = operator.methodcaller("value", 5)
    print(ask(repo))
    repo.conn.close()


if __name__ == "__main__":
    main()
