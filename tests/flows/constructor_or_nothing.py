"""A call that may make an object for which nobody has to wait."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


class Fake:
    def one(self):
        return 2

    def close(self):
        pass


def main(cls, *args):
    repo = cls(*args)  # refused: ASY204
    print(repo.one())
    repo.close()


if __name__ == "__main__":
    main(Repo, ":memory:")
    main(Fake)
