"""A class that has a method called create already."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def create(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


def main():
    repo = Repo(":memory:")
    print(repo.create())
    repo.close()


if __name__ == "__main__":
    main()
