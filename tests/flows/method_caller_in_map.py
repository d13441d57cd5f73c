"""`map` calls what `operator.methodcaller` gives: there it can't be awaited."""

import operator
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def value(self, number):
        return self.conn.execute("SELECT ?", (number,)).fetchone()[0]


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(list(map(operator.methodcaller("value", 5), [repo])))  # refused: ASY201
    repo.conn.close()


if __name__ == "__main__":
    main()
