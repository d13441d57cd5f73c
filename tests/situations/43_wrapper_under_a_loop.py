"""A library's own bridge: a synchronous function that runs a coroutine, and may be called where a loop runs."""

import asyncio
import sqlite3


async def fetch(number):
    await asyncio.sleep(0)
    return number * 2


def fetched(number):
    return asyncio.run(fetch(number))  # stays


def save(conn, number):
    conn.execute("INSERT INTO item VALUES (?)", (fetched(number),))  # -> await conn.execute("INSERT INTO item VALUES (?)", (await asyncio.to_thread(fetched, number),))


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (number INTEGER)")
    save(conn, 4)
    print(conn.execute("SELECT number FROM item").fetchall(), fetched(5))
    conn.close()


if __name__ == "__main__":
    main()
