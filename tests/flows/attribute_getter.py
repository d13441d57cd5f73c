"""`operator.attrgetter` gives an attribute."""

import operator
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(operator.attrgetter("conn")(repo).execute("SELECT 6").fetchone())
    repo.conn.close()


if __name__ == "__main__":
    main()
