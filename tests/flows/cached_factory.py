"""`functools.lru_cache` on a factory of plain objects."""

import functools
import sqlite3


class Repo:
    def __init__(self, table):
        self.table = table

    def size(self, conn):
        return conn.execute(f"SELECT count(*) FROM {self.table}").fetchone()[0]


@functools.lru_cache(maxsize=None)
def repo_for(table):
    return Repo(table)


@functools.cache
def queries():
    return {"one": "SELECT 1"}


def main():
    conn = sqlite3.connect(":memory:")
    print(repo_for("sqlite_master").size(conn), repo_for("sqlite_master") is repo_for("sqlite_master"))
    print(conn.execute(queries()["one"]).fetchone(), repo_for.cache_info().hits)
    conn.close()


if __name__ == "__main__":
    main()
