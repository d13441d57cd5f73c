"""A type variable whose bound is a string, with parameters, names the class all the same."""

import sqlite3
from collections import deque
from typing import Generic, TypeVar

C = TypeVar("C", bound="sqlite3.Connection")
W = TypeVar("W", bound="Waiter[int]")


class Waiter(Generic[C]):
    def __init__(self, conn):
        self.conn = conn

    def wake(self):
        return count(self.conn)


def count(conn: C):
    return conn.execute("SELECT 40").fetchone()[0]


def wake(waiter: W):
    return waiter.wake()


def main():
    conn = sqlite3.connect(":memory:")
    waiting = deque[Waiter[int]]()
    waiting.append(Waiter(conn))
    print(waiting.popleft().wake(), wake(Waiter(conn)))
    conn.close()


if __name__ == "__main__":
    main()
