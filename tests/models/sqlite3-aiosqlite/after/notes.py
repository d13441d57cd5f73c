"""Notes in a file."""

import asyncio
import collections.abc
import contextlib

import aiosqlite


@contextlib.asynccontextmanager
async def _transaction(conn: aiosqlite.Connection) -> collections.abc.AsyncIterator[aiosqlite.Connection]:
    """Commits at the end of the block, rolls back on an exception; the connection stays open."""
    try:
        yield conn
        await conn.commit()
    except BaseException:
        await conn.rollback()
        raise


@contextlib.asynccontextmanager
async def _closing(thing):
    """Closes `thing` at the end of the block."""
    try:
        yield thing
    finally:
        await thing.close()


async def schema(conn):
    await conn.executescript("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")


async def add(conn, text):
    try:
        async with _transaction(conn):
            return (await conn.execute("INSERT INTO note (text) VALUES (?)", (text,))).lastrowid
    except aiosqlite.IntegrityError:
        return None


async def texts(conn):
    cur = await conn.cursor()
    await cur.execute("SELECT text FROM note ORDER BY id")
    return [text async for (text,) in cur]


async def main():
    async with _closing(await aiosqlite.connect("notes.db", timeout=5)) as conn:
        conn.row_factory = aiosqlite.Row
        await schema(conn)
        await add(conn, "tea")
        print(await add(conn, "tea"), await texts(conn))
        async for line in conn.iterdump():
            print(line)


if __name__ == "__main__":
    asyncio.run(main())
