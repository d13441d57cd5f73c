"""The pool of the whole program."""

import asyncio
import functools
import weakref

import aiomysql


async def _open_pool(**options):
    """Opens a pool of `minsize` to `maxsize` connections; 0 is any number."""
    return _Pool(await aiomysql.create_pool(**options))


def _one_per_loop(make):
    """Makes one object for each event loop, when it is first asked for, and closes it when the loop shuts down."""
    kept = weakref.WeakKeyDictionary()

    async def keep(loop):
        thing = await make()
        try:
            yield thing
        finally:
            del kept[loop]
            await thing.close()

    @functools.wraps(make)
    async def get():
        loop = asyncio.get_running_loop()
        lock, found = kept.setdefault(loop, (asyncio.Lock(), []))
        async with lock:
            if not found:
                keeper = keep(loop)
                found += [await keeper.__anext__(), keeper]
        return found[0]

    return get


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


@_one_per_loop
async def POOL():
    return await _open_pool(
        minsize=2,
        maxsize=10,
        host="db",
        user="shop",
        password="secret",
        db="shop",
        cursorclass=aiomysql.DictCursor,
        connect_timeout=10,
    )


async def connection():
    return await (await POOL()).connection()
