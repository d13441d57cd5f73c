"""A constructor that does I/O becomes a class method, and its callers await that."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)
        self.conn.execute("CREATE TABLE item (name TEXT)")

    def close(self):
        self.conn.close()


class Named(Repo):
    def __init__(self, path, name):
        super().__init__(path)  # -> await super()._init(path)
        self.name = name
        self.conn.execute("INSERT INTO item VALUES (?)", (name,))


def main():
    repo = Named(":memory:", "a")  # -> repo = await Named.create(":memory:", "a")
    print(repo.name, repo.conn.execute("SELECT count(*) FROM item").fetchone())
    repo.close()


if __name__ == "__main__":
    main()
