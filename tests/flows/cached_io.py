"""`functools.lru_cache` would keep a coroutine, which can be awaited once only: what it gives is kept instead."""

import functools
import sqlite3
from functools import cache, lru_cache

asked = []


@functools.lru_cache  # -> @_lru_cache()
def version(conn):
    asked.append("version")
    return conn.execute("SELECT 1").fetchone()


@lru_cache(maxsize=2, typed=True)  # -> @_lru_cache(maxsize=2, typed=True)
def double(conn, number, *, times=2):
    asked.append(number)
    return [row[0] * times for row in conn.execute("SELECT ?", (number,))]


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @cache  # -> @_lru_cache(maxsize=None)
    def failing(self, number):
        asked.append(-number)
        return self.conn.execute("SELECT missing" if len(asked) < 9 else "SELECT ?", (number,)).fetchone()


@lru_cache
def kept_before():
    return {"one": "SELECT 1"}


def main():
    conn = sqlite3.connect(":memory:")
    print(version(conn), version(conn))
    for number in (1, 2, 1, 3, 1, 2, 1.0):
        print(double(conn, number), double(conn, number, times=3))
    print(double.cache_info(), double.cache_parameters(), version.cache_info().hits)
    repo = Repo(conn)
    for _ in range(3):
        try:
            print(repo.failing(5))
        except sqlite3.Error as error:
            print(error)
    version.cache_clear()
    print(version(conn), kept_before(), asked)
    conn.close()


if __name__ == "__main__":
    main()
