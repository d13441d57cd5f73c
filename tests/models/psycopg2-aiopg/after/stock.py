"""Autocommit, and transactions by `with conn:`."""

import asyncio
import contextlib

import psycopg2
import aiopg
from psycopg2.extensions import quote_ident
from psycopg2.extras import DictCursor
from aiopg import create_pool


@contextlib.asynccontextmanager
async def _transaction(conn):
    """A transaction on `conn`: committed at the end of the block, taken back on an exception."""
    async with conn.cursor() as cur, cur.begin():
        yield conn


async def _execute_each(cur, sql, rows):
    """Executes `sql` with each of `rows`."""
    for row in rows:
        await cur.execute(sql, row)


async def _close_pool(pool):
    """Closes the pool and all its connections."""
    pool.close()
    await pool.wait_closed()


async def connect(dsn):
    conn = await aiopg.connect(dsn, cursor_factory=DictCursor, connect_timeout=3, timeout=None, enable_hstore=False, enable_uuid=False)
    # as before
    return conn


async def rows(conn):
    cur = await conn.cursor()
    await cur.execute("SELECT * FROM t WHERE id IN %s", ((1, 2),))
    first = await cur.fetchone()
    async for row in cur:
        print(row["id"], cur.rowcount)
    cur.close()
    return first


async def write(conn, values):
    async with _transaction(conn), conn.cursor() as cur:
        await cur.execute("INSERT INTO t VALUES (%s)", values)
    async with _transaction(conn):
        async with conn.cursor() as cur:
            await _execute_each(cur, "INSERT INTO t VALUES (%s)", [(1,), (2,)])
            await _execute_each(cur, "UPDATE t SET a = %s", [(1,), (2,)])
    print(quote_ident("a b", conn.raw), conn.raw.info.dbname, await conn.get_backend_pid())


async def pooled(dsn):
    pool = await create_pool(minsize=1, maxsize=5, dsn=dsn, timeout=None, enable_hstore=False, enable_uuid=False)
    conn = await pool.acquire()
    try:
        await rows(conn)
    finally:
        await pool.release(conn)
        await _close_pool(pool)


async def main():
    conn = await connect("")
    try:
        print(await rows(conn))
        await write(conn, [3])
    except psycopg2.IntegrityError as error:
        print(error.pgcode)
    finally:
        conn.close()
    await pooled("")


if __name__ == "__main__":
    asyncio.run(main())
