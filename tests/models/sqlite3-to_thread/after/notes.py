"""Notes in a file."""

import asyncio
import collections.abc
import concurrent.futures
import contextlib
import contextvars
import functools
import sqlite3
import typing


@contextlib.asynccontextmanager
async def _transaction(conn: typing.Any) -> collections.abc.AsyncIterator[typing.Any]:
    """Commits at the end of the block, rolls back on an exception; the connection stays open."""
    try:
        yield conn
        await conn.commit()
    except BaseException:
        await conn.rollback()
        raise


class _InThread:
    """A connection or a cursor whose methods run in the thread that it belongs to, and are awaited."""

    def __init__(self, thing, thread):
        vars(self).update(_thing=thing, _thread=thread)

    async def _run(self, function, *args, **options):
        call = functools.partial(contextvars.copy_context().run, function, *args, **options)
        result = await asyncio.get_running_loop().run_in_executor(self._thread, call)
        if result is self._thing:
            return self
        return _InThread(result, self._thread) if isinstance(result, sqlite3.Cursor) else result

    def __getattr__(self, name):
        found = getattr(self._thing, name)
        return functools.partial(self._run, found) if callable(found) and not name.endswith("_factory") else found

    def __setattr__(self, name, value):
        setattr(self._thing, name, value)

    async def __aiter__(self):
        while rows := await self.fetchmany(100):
            for row in rows:
                yield row

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, trace):
        await (self.rollback() if kind else self.commit())
        await self.close()

    async def iterdump(self, **options):
        for line in await self._run(lambda: list(self._thing.iterdump(**options))):
            yield line

    async def backup(self, target, **options):
        await self._run(self._thing.backup, target._thing, **options)

    async def close(self):
        await self._run(self._thing.close)
        if isinstance(self._thing, sqlite3.Connection):
            self._thread.shutdown(wait=False)


async def _connect_in_thread(*args, **options):
    """`sqlite3.connect` in a new thread, which all work on the connection is left to."""
    thread = concurrent.futures.ThreadPoolExecutor(1, "sqlite3")
    call = functools.partial(sqlite3.connect, *args, **options)
    conn = await asyncio.get_running_loop().run_in_executor(thread, call)
    return _InThread(conn, thread)


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
    except sqlite3.IntegrityError:
        return None


async def texts(conn):
    cur = await conn.cursor()
    await cur.execute("SELECT text FROM note ORDER BY id")
    return [text async for (text,) in cur]


async def main():
    async with _closing(await _connect_in_thread("notes.db", timeout=5, check_same_thread=False)) as conn:
        conn.row_factory = sqlite3.Row
        await schema(conn)
        await add(conn, "tea")
        print(await add(conn, "tea"), await texts(conn))
        async for line in conn.iterdump():
            print(line)


if __name__ == "__main__":
    asyncio.run(main())
