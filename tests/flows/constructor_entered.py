"""An object that is made in the `with` statement which closes it."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.conn.close()


def main():
    with Repo(":memory:") as repo:
        print(repo.one())


if __name__ == "__main__":
    main()
