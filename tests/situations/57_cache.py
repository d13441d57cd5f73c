"""A cache keeps what was awaited, not the coroutine, which can be awaited once only."""

import functools
import sqlite3

asked = []


class Shop:
    def __init__(self, conn):
        self.conn = conn

    @functools.lru_cache(maxsize=None)  # -> @_lru_cache(maxsize=None)
    def price(self, number):
        asked.append(number)
        return self.conn.execute("SELECT ? * 10", (number,)).fetchone()[0]


@functools.cache
def statement(name):
    return f"SELECT {name!r}"


def main():
    conn = sqlite3.connect(":memory:")
    shop = Shop(conn)
    print(shop.price(1), shop.price(2), shop.price(1), asked)  # -> print(await shop.price(1), await shop.price(2), await shop.price(1), asked)
    print(Shop.price.cache_info())
    print(conn.execute(statement("tea")).fetchone())
    conn.close()


if __name__ == "__main__":
    main()
