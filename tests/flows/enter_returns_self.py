"""A class of the project as a context manager that binds itself."""

import sqlite3


class Database:
    def __init__(self, path):
        self.path = path
        self.conn = None

    def __enter__(self):
        self.conn = sqlite3.connect(self.path)
        return self

    def __exit__(self, kind, error, trace):
        self.conn.close()

    def one(self, sql):
        return self.conn.execute(sql).fetchone()


def main():
    with Database(":memory:") as database:
        print(database.one("SELECT 1"))


if __name__ == "__main__":
    main()
