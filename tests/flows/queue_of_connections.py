"""A pool of connections in a `queue.Queue`."""

import queue
import sqlite3


class Pool:
    def __init__(self):
        self.free = queue.Queue()

    def fill(self, size):
        for _ in range(size):
            self.free.put(sqlite3.connect(":memory:"))

    def take(self):
        return self.free.get_nowait()

    def give(self, conn):
        self.free.put_nowait(conn)

    def close(self):
        while not self.free.empty():
            self.free.get().close()


def main():
    pool = Pool()
    pool.fill(2)
    conn = pool.take()
    print(conn.execute("SELECT 1").fetchone())
    pool.give(conn)
    pool.close()


if __name__ == "__main__":
    main()
