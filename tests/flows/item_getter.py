"""`operator.itemgetter` gives an element."""

import operator
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(operator.itemgetter("repo")({"repo": repo}).conn.execute("SELECT 7").fetchone())
    repo.conn.close()


if __name__ == "__main__":
    main()
