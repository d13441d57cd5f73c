"""A `threading.local` that functions which turned async use becomes a context variable, which each task has to itself."""

import asyncio
import sqlite3
import threading
from threading import local

current = threading.local()  # -> current = contextvars.ContextVar("current")
depth = local()  # -> depth = ContextVar("depth")
several = threading.local()
gone = threading.local()
elsewhere = threading.local()


def name(conn):
    asked = (current.user,)  # -> asked = (current.get(),)
    found = conn.execute("SELECT ?", asked).fetchone()[0]
    return f"{found} {current.user!r} {shown()}"  # -> return f"{found} {current.get()!r} {shown()}"


def shown():
    return current.user.upper()  # -> return current.get().upper()


def deeper(conn):
    if not hasattr(depth, "level"):  # -> if not (depth in contextvars.copy_context()):
        found = conn.execute("SELECT 0").fetchone()[0]
        depth.level = found  # -> depth.set(found)
    depth.level = getattr(depth, "level", 5) + 1  # -> depth.set(depth.get(5) + 1)
    return depth.level, 1 == hasattr(
        depth, "level"
    )  # -> return depth.get(), 1 == (depth in contextvars.copy_context())


def others(conn):
    several.first = conn.execute("SELECT 1").fetchone()  # told: ASY403
    several.second = 2
    return several.first


def deleted(conn):
    gone.value = conn.execute("SELECT 1").fetchone()  # told: ASY403
    del gone.value
    return hasattr(gone, "value")


def handed(conn):
    elsewhere.value = conn.execute("SELECT 1").fetchone()  # told: ASY403
    return vars(elsewhere)


async def handle(conn, user):
    current.user = user  # -> current.set(user)
    await asyncio.sleep(0)
    return name(conn), deeper(conn)


async def main():
    conn = sqlite3.connect(":memory:")
    print(await asyncio.gather(handle(conn, "ann")))
    print(others(conn), deleted(conn), handed(conn))
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
