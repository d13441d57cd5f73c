"""A method found by `getattr` with a constant, and a handler by `dict.get` with a default."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def first(self):
        return self.conn.execute("SELECT 1").fetchone()

    def other(self):
        return self.conn.execute("SELECT 'other'").fetchone()


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(getattr(repo, "first")())
    handlers = {"a": repo.first}
    print(handlers.get("b", repo.other)())
    setattr(repo, "third", repo.other)
    print(repo.third())
    repo.conn.close()


if __name__ == "__main__":
    main()
