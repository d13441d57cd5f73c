"""A property can't be awaited where it is read."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @property
    def size(self):
        return self.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]  # refused: ASY102


def main():
    conn = sqlite3.connect(":memory:")
    print(Repo(conn).size)
    conn.close()


if __name__ == "__main__":
    main()
