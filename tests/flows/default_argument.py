"""A driver's function as the default of a parameter."""

import sqlite3


def opened(path=":memory:", connect=sqlite3.connect):
    return connect(path)


class Repo:
    def __init__(self, path, *, factory=opened):
        self.path = path
        self.factory = factory

    def answer(self):
        conn = self.factory(self.path)
        found = conn.execute("SELECT 1").fetchone()
        conn.close()
        return found


def main():
    print(Repo(":memory:").answer())


if __name__ == "__main__":
    main()
