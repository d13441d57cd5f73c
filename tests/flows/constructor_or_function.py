"""A call that runs a function or makes an object."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


def make(path):
    return Repo(path)


def main():
    for how in (Repo, make):
        repo = how(":memory:")  # refused: ASY204
        print(repo.one())
        repo.close()


if __name__ == "__main__":
    main()
