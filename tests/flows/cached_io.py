"""`functools.lru_cache` would keep a coroutine, which can be awaited once only."""

import functools
import sqlite3


@functools.lru_cache
def connection():
    return sqlite3.connect(":memory:")  # refused: ASY107


def main():
    print(connection().execute("SELECT 1").fetchone())
    connection().close()


if __name__ == "__main__":
    main()
