"""A lock that a task would keep over an await; others that no await is held under stay."""

import asyncio
import sqlite3
import threading

lock = threading.Lock()  # -> lock = asyncio.Lock()
turns = threading.RLock()
events_lock = threading.Lock()
events = []


def note(text):
    with events_lock:
        events.append(text)


def save(conn, number):
    with lock:  # -> async with lock:
        note(f"start {number}")
        conn.execute("SELECT ?", (number,))
        note(f"end {number}")


def twice(conn):
    with turns:  # told: ASY402
        conn.execute("SELECT 1")


async def run(conn, number):
    save(conn, number)


async def main():
    conn = sqlite3.connect(":memory:")
    await asyncio.gather(run(conn, 1), run(conn, 2), run(conn, 3))
    twice(conn)
    print(events)
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
