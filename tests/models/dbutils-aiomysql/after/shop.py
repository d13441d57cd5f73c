import asyncio
import contextlib
from typing import Any

import aiomysql
from pool import POOL, connection


async def _open_pool(**options):
    """Opens a pool of `minsize` to `maxsize` connections; 0 is any number."""
    return _Pool(await aiomysql.create_pool(**options))


@contextlib.asynccontextmanager
async def _closing(thing):
    """Closes `thing` at the end of the block."""
    try:
        yield thing
    finally:
        await thing.close()


class _PooledConnection:
    """A connection of a pool: to close it is to give it back, without what was not committed."""

    def __init__(self, pool, conn):
        self._pool = pool
        self._conn = conn

    def __getattr__(self, name):
        return getattr(self._conn, name)

    async def close(self):
        conn, self._conn = self._conn, None
        if conn is None:
            return
        try:
            if conn.get_transaction_status() or not conn.get_autocommit():
                await conn.rollback()
        except BaseException as error:
            conn.close()
            self._pool.release(conn)
            await self._pool.clear()  # wakes who waits for a connection
            if not isinstance(error, aiomysql.Error):
                raise
        else:
            await self._pool.release(conn)

    def __del__(self):
        if self._conn is not None and not self._conn.loop.is_closed():
            self._conn.close()
            self._pool.release(self._conn)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.close()


class _Pool:
    """A pool whose connections are given back when they are closed."""

    def __init__(self, pool):
        self._pool = pool

    async def connection(self):
        return _PooledConnection(self._pool, await self._pool.acquire())

    async def close(self):
        await self._pool.clear()
        self._pool.terminate()
        await self._pool.wait_closed()


async def fetch(sql, args=()):
    conn = await (await POOL()).connection()
    try:
        async with conn.cursor() as cur:
            await cur.execute(sql, args)
            return await cur.fetchall()
    finally:
        await conn.close()


async def change(sql):
    async with await connection() as conn, conn.cursor() as cur:
        count = await cur.execute(sql)
        await conn.commit()
        return count


class Prices:
    def __init__(self, pool: Any):
        self.pool = pool

    async def all(self):
        async with _closing(await self.pool.connection()) as conn, conn.cursor() as cur:
            await cur.execute("SELECT price FROM price")
            return [price async for (price,) in cur]


async def main():
    print(await fetch("SELECT * FROM price"), await change("DELETE FROM price"))
    pool = await _open_pool(minsize=1, maxsize=3, host="db", db="prices", connect_timeout=10)
    try:
        print(await Prices(pool).all())
    finally:
        await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
