"""A connection, and what holds one, made when the module is imported; a lock beside them."""

import sqlite3
import threading

conn = sqlite3.connect(":memory:")
lock = threading.Lock()  # stays
count = 0


class Stock:
    def __init__(self, conn):
        self.conn = conn

    def add(self, name):
        with self.conn:
            self.conn.execute("INSERT INTO item VALUES (?)", (name,))

    def names(self):
        return [name for (name,) in self.conn.execute("SELECT name FROM item ORDER BY name")]


stock = Stock(conn)


def next_number():
    global count
    with lock:  # stays
        count += 1
        return count


def total():
    return conn.execute("SELECT count(*) FROM item").fetchone()[0]  # -> return (await (await (await conn()).execute("SELECT count(*) FROM item")).fetchone())[0]


def main():
    conn.execute("CREATE TABLE item (name TEXT)")
    for name in ("tea", "milk"):
        stock.add(f"{name} {next_number()}")  # -> await (await stock()).add(f"{name} {next_number()}")
    print(total(), stock.names())  # -> print(await total(), await (await stock()).names())


if __name__ == "__main__":
    main()
