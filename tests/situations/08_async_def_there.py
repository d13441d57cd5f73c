"""Coroutines that are there already block the loop in places: those calls are awaited, or go to a thread."""

import asyncio
import hashlib
import sqlite3
import time


def prepare(conn):
    conn.execute("CREATE TABLE item (name TEXT)")


def slow_digest(text):
    time.sleep(0.01)
    return hashlib.sha256(text.encode()).hexdigest()[:4]


async def handle(conn, name):
    conn.execute("INSERT INTO item VALUES (?)", (name,))  # -> await conn.execute("INSERT INTO item VALUES (?)", (name,))
    time.sleep(0.01)
    await asyncio.sleep(0)  # stays
    return slow_digest(name)  # -> return await slow_digest(name)


async def main():
    conn = sqlite3.connect(":memory:")  # told: ASY303
    prepare(conn)
    print(await handle(conn, "a"), await asyncio.gather(handle(conn, "b"), handle(conn, "c")))
    print(conn.execute("SELECT count(*) FROM item").fetchone())
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
