import sqlite3


def price(number):
    conn = sqlite3.connect(":memory:")
    try:
        return conn.execute("SELECT ? * 10", (number,)).fetchone()[0]
    finally:
        conn.close()


def total(numbers):
    return sum(price(number) for number in numbers)


class Till:
    def __init__(self, price_of):
        self.price_of = price_of

    def sum(self, numbers):
        return sum(self.price_of(number) for number in numbers)


def till():
    return Till(price)
