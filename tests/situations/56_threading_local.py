"""What a thread had to itself, each task has to itself."""

import asyncio
import sqlite3
import threading

current = threading.local()  # -> current = contextvars.ContextVar("current")


class Cache(threading.local):
    hits = 0


cache = Cache()


def greet(conn):
    found = conn.execute("SELECT 'hello'").fetchone()[0]
    return f"{found} {current.user}"  # -> return f"{found} {current.get()}"


def count(conn):
    cache.hits = conn.execute("SELECT 1").fetchone()[0]  # told: ASY403
    return cache.hits


async def handle(conn, user):
    current.user = user  # -> current.set(user)
    return greet(conn)


async def main():
    conn = sqlite3.connect(":memory:")
    print(await asyncio.gather(handle(conn, "ann"), handle(conn, "bob")))
    print(count(conn))
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
