"""Connections that are kept to the end: in a variable of the module, and behind caches."""

import sqlite3
import functools
from functools import lru_cache

_conn = None


def get_conn():
    global _conn
    if _conn is None:
        _conn = sqlite3.connect(":memory:")
        _conn.execute("CREATE TABLE t (x)")
    return _conn


@lru_cache(maxsize=1)
def other():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE u (x)")
    return conn


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def n(self):
        return self.conn.execute("SELECT count(*) FROM t").fetchone()[0]


@functools.cache
def repo():
    return Repo(get_conn())


def main():
    get_conn().execute("INSERT INTO t VALUES (1)")
    print(repo().n(), other().execute("SELECT count(*) FROM u").fetchone()[0], repo() is repo())


if __name__ == "__main__":
    main()
