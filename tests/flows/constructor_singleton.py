"""A class decorator that keeps the one object."""

import sqlite3


def singleton(cls):
    made = {}

    def get(*args):
        if cls not in made:
            made[cls] = cls(*args)
        return made[cls]

    return get


@singleton
class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


def main():
    repo = Repo(":memory:")
    print(repo is Repo(":memory:"), repo.one())
    repo.close()


if __name__ == "__main__":
    main()
