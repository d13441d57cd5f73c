"""State that is read before an await and written after it; another task may change it in between."""

import asyncio
import sqlite3

prices = {}


class Stock:
    def __init__(self, conn):
        self.conn = conn
        self.sold = 0
        self.bought = 0

    def price(self, number):
        if number not in prices:  # told: ASY406
            prices[number] = self.conn.execute("SELECT ? * 10", (number,)).fetchone()[0]
        return prices[number]

    def sell(self, number):
        self.sold += self.price(number)  # told: ASY406

    def buy(self, number):
        price = self.price(number)
        self.bought += price


async def order(stock, number):
    stock.sell(number)
    stock.buy(number)


async def main():
    conn = sqlite3.connect(":memory:")
    stock = Stock(conn)
    await asyncio.gather(order(stock, 1))
    await asyncio.gather(order(stock, 2))
    print(stock.sold, stock.bought)
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
