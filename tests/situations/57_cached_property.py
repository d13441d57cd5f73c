"""A cached property is read, not called: nothing can be awaited there."""

import functools
import sqlite3


class Shop:
    def __init__(self, conn):
        self.conn = conn

    @functools.cached_property
    def total(self):
        return self.conn.execute("SELECT 7").fetchone()[0]  # refused: ASY102


def main():
    conn = sqlite3.connect(":memory:")
    shop = Shop(conn)
    print(shop.total + shop.total)
    conn.close()


if __name__ == "__main__":
    main()
