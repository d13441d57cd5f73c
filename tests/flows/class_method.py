"""A class method makes instances, also of subclasses."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @classmethod
    def open(cls, path):
        return cls(sqlite3.connect(path))

    def answer(self):
        return self.conn.execute("SELECT 1").fetchone()


class Loud(Repo):
    def answer(self):
        return "!", super().answer()


def main():
    for repo in (Repo.open(":memory:"), Loud.open(":memory:")):
        print(repo.answer())
        repo.conn.close()


if __name__ == "__main__":
    main()
