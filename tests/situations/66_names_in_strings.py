"""Names in texts: `getattr` with a constant, `__all__`, `mock.patch`, `methodcaller`, `dispatch by a text."""

import operator
import sqlite3
from unittest import mock

__all__ = ["count", "main"]


def count(conn):
    return conn.execute("SELECT count(*) FROM item").fetchone()[0]


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def names(self):
        return [name for (name,) in self.conn.execute("SELECT name FROM item ORDER BY name")]


def described(repo):
    return f"{count(repo.conn)}: {getattr(repo, 'names')()}"


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    repo.conn.execute("CREATE TABLE item (name TEXT)")
    repo.conn.execute("INSERT INTO item VALUES ('tea'), ('milk')")
    print(described(repo), operator.methodcaller("names")(repo))
    with mock.patch(f"{__name__}.count", return_value=7), mock.patch.object(Repo, "names", lambda self: "none"):
        print(described(repo))
    repo.conn.close()


if __name__ == "__main__":
    main()
