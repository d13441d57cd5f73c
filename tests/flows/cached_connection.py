"""A cached function that opens the one connection: one for each event loop, closed with it or before."""

import functools
import sqlite3


@functools.lru_cache
def connection():
    return sqlite3.connect(":memory:")


def main():
    print(connection().execute("SELECT 1").fetchone())
    connection().close()


if __name__ == "__main__":
    main()
