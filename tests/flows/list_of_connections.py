"""A pool made of a list: append, pop, index, slice and loop."""

import sqlite3


class Pool:
    def __init__(self):
        self.free = []

    def fill(self, size):
        for _ in range(size):
            self.free.append(sqlite3.connect(":memory:"))

    def take(self):
        return self.free.pop()

    def give(self, conn):
        self.free.append(conn)

    def close(self):
        for conn in self.free:
            conn.close()


def main():
    pool = Pool()
    pool.fill(3)
    conn = pool.take()
    print(conn.execute("SELECT 1").fetchone())
    pool.give(conn)
    print(pool.free[0].execute("SELECT 2").fetchone())
    print([item.execute("SELECT 3").fetchone() for item in pool.free[1:]])
    for item in reversed(pool.free):
        print(item.execute("SELECT 4").fetchone())
    pool.close()


if __name__ == "__main__":
    main()
