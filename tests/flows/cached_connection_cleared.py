"""A cache that the program empties: the helper that stands for it could not."""

import functools
import sqlite3


@functools.lru_cache(maxsize=None)
def connection():
    return sqlite3.connect(":memory:")  # refused: ASY107


def main():
    connection().close()
    connection.cache_clear()
    print(connection().execute("SELECT 1").fetchone())
    connection().close()


if __name__ == "__main__":
    main()
