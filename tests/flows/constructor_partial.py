"""A partial of the class has no `create`."""

import functools
import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


def main():
    make = functools.partial(Repo, ":memory:")
    repo = make()  # refused: ASY101
    print(repo.one())
    repo.close()


if __name__ == "__main__":
    main()
