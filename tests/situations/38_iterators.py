"""A class that is its own iterator, and one that makes a generator."""

import sqlite3


class Pages:
    def __init__(self, conn, last):
        self.conn = conn
        self.number = 0
        self.last = last

    def __iter__(self):
        return self

    def __next__(self):  # -> async def __anext__(self):
        if self.number == self.last:
            raise StopIteration  # -> raise StopAsyncIteration
        self.number += 1
        return self.conn.execute("SELECT ? * 10", (self.number,)).fetchone()[0]


class Rows:
    def __init__(self, conn):
        self.conn = conn

    def __iter__(self):
        for (name,) in self.conn.execute("SELECT 'a' UNION ALL SELECT 'b'"):
            yield name


def main():
    conn = sqlite3.connect(":memory:")
    for page in Pages(conn, 2):  # -> async for page in Pages(conn, 2):
        print(page)
    print(list(Rows(conn)), [row for row in Rows(conn)])
    conn.close()


if __name__ == "__main__":
    main()
