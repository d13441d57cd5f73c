"""A constructor can't await, so the connection it makes stays synchronous."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)  # refused: ASY101
        self.conn.execute("CREATE TABLE t (x)")  # refused: ASY101


def main():
    repo = Repo(":memory:")
    print(repo.conn.execute("SELECT count(*) FROM t").fetchone())
    repo.conn.close()


if __name__ == "__main__":
    main()
