"""Locks of `threading` that tasks would hold over an await become locks of asyncio, where all who take them can wait."""

import asyncio
import sqlite3
import threading
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock

lock = threading.Lock()  # -> lock = asyncio.Lock()
kept = threading.Lock()  # stays
events = []


class Store:
    def __init__(self, conn, shared: threading.Lock):
        self.conn = conn
        self.guard: Lock = Lock()
        self.few = threading.Semaphore(2)  # -> self.few = asyncio.Semaphore(2)
        self.fewer = BoundedSemaphore(1)
        self.shared = shared
        self.turns = threading.RLock()  # stays
        self.locks = {"a": threading.Lock()}  # -> self.locks = {"a": asyncio.Lock()}

    def one(self, number):
        return self.conn.execute("SELECT ?", (number,)).fetchone()[0]

    def save(self, number):
        with self.guard:  # -> async with self.guard:
            events.append(("in", number))
            self.one(number)
            events.append(("out", number))

    def some(self, number):
        self.few.acquire()  # -> await self.few.acquire()
        try:
            self.one(number)
        finally:
            self.few.release()

    def fewer_still(self, number):
        with self.fewer:  # -> async with self.fewer:
            return self.one(number)

    def both(self, number):
        with self.shared, self.conn:  # -> async with self.shared, _transaction(self.conn):
            self.one(number)

    def named(self, number):
        with self.locks["a"]:  # -> async with self.locks["a"]:
            self.one(number)

    def again(self, number):
        with self.turns:  # told: ASY402
            self.one(number)

    def count(self):
        with kept:  # stays
            return len(events)


@dataclass
class Made:
    lock: threading.Lock = field(default_factory=threading.Lock)


def nothing_awaited(made):
    with made.lock:  # stays
        return len(events)


async def run(store, number):
    store.save(number)
    store.some(number)
    store.fewer_still(number)
    store.both(number)
    store.named(number)
    return store.count(), nothing_awaited(Made())


async def main():
    conn = sqlite3.connect(":memory:")
    store = Store(conn, lock)
    await run(store, 0)
    await asyncio.gather(*(run(store, number) for number in range(1, 3)))
    store.again(4)
    print(events, lock.locked(), store.guard.locked())
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
