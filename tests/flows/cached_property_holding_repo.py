"""`functools.cached_property` that makes plain objects around a connection."""

import functools
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def answer(self):
        return self.conn.execute("SELECT 1").fetchone()


class App:
    def __init__(self, conn):
        self.conn = conn

    @functools.cached_property
    def repo(self):
        return Repo(self.conn)


def main():
    app = App(sqlite3.connect(":memory:"))
    print(app.repo.answer(), app.repo is app.repo)
    app.conn.close()


if __name__ == "__main__":
    main()
