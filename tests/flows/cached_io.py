"""`functools.lru_cache` would keep a coroutine, which can be awaited once only."""

import functools
import sqlite3


@functools.lru_cache
def version(conn):
    return conn.execute("SELECT 1").fetchone()  # refused: ASY107


def main():
    conn = sqlite3.connect(":memory:")
    print(version(conn))
    conn.close()


if __name__ == "__main__":
    main()
