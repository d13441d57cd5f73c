"""A call that makes objects of either class: both are made by `create`."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


class Fake:
    def __init__(self, path):
        self.path = path

    def one(self):
        return self.path

    def close(self):
        pass


def main():
    for cls in (Repo, Fake):
        repo = cls(":memory:")
        print(repo.one())
        repo.close()


if __name__ == "__main__":
    main()
