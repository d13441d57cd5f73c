"""Opening, settings, transactions, two-phase commit, pools."""

import asyncio
import collections.abc
import contextlib
import typing

import psycopg.conninfo
import psycopg.sql
import psycopg2
import psycopg
import psycopg.rows
import psycopg_pool
from psycopg import AsyncConnection, IsolationLevel
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus


@contextlib.asynccontextmanager
async def _transaction(
    conn: psycopg.AsyncConnection[typing.Any],
) -> collections.abc.AsyncIterator[psycopg.AsyncConnection[typing.Any]]:
    """Commits at the end of the block, rolls back on an exception; the connection stays open."""
    if conn.autocommit:
        async with conn.transaction():
            yield conn
        return
    try:
        yield conn
    except BaseException:
        await conn.rollback()
        raise
    await conn.commit()


async def _set_session(conn: psycopg.AsyncConnection[typing.Any], **settings: typing.Any) -> None:
    """Sets several properties of the session: `_set_session(conn, read_only=True, autocommit=True)`."""
    for name, value in settings.items():
        await getattr(conn, f"set_{name}")(value)


async def _open_pool(
    minconn: int, maxconn: int, conninfo: str = "", **connect: typing.Any
) -> psycopg_pool.AsyncConnectionPool[psycopg.AsyncConnection[typing.Any]]:
    """Returns an open pool; `connect` are arguments for each connection."""
    pool = psycopg_pool.AsyncConnectionPool(
        conninfo, kwargs=connect, min_size=minconn, max_size=maxconn, open=False
    )
    await pool.open()
    return pool


async def connect(dsn: str) -> AsyncConnection:
    """The keywords of libpq stay; psycopg2's own get psycopg 3's names."""
    conn = await psycopg.AsyncConnection.connect(dsn, row_factory=psycopg.rows.dict_row, cursor_factory=psycopg.AsyncClientCursor)
    other = await psycopg.AsyncConnection.connect(host="localhost", dbname="shop", user="me", connect_timeout=3, cursor_factory=psycopg.AsyncClientCursor)
    dicts = await psycopg.AsyncConnection.connect(make_conninfo(dsn, dbname="shop"), row_factory=psycopg.rows.dict_row, cursor_factory=psycopg.AsyncClientCursor)
    await dicts.close()
    await other.close()
    return conn


async def settings(conn: AsyncConnection):
    await conn.set_autocommit(True)
    await conn.set_autocommit(False)
    await _set_session(conn, isolation_level=psycopg.IsolationLevel.SERIALIZABLE, read_only=True)
    await conn.set_autocommit(True)
    await conn.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await conn.set_read_only(True)
    await conn.set_deferrable(None)
    print(conn.autocommit, conn.closed, conn.info.dsn, conn.info.server_version, conn.info.dbname)
    print(conn.info.transaction_status == TransactionStatus.IDLE, conn.info.backend_pid)
    print(conn.info.parameter_status("server_encoding"), conn.info.get_parameters()["dbname"])
    print(psycopg.sql.Identifier("a b").as_string(conn))


async def transactions(conn: AsyncConnection, sql: str):
    async with _transaction(conn):
        await conn.cursor().execute(sql)
    async with _transaction(conn), conn.cursor() as cur:
        await cur.execute(sql)
    try:
        await conn.cursor().execute(sql)
    except (psycopg2.OperationalError, psycopg.OperationalError) as error:
        await conn.rollback()
        print(error.sqlstate, str(error), error.diag.message_primary)
    else:
        await conn.commit()


async def two_phases(conn: AsyncConnection):
    xid = conn.xid(1, "a", "b")
    await conn.tpc_begin(xid)
    await conn.tpc_prepare()
    await conn.tpc_rollback()
    conn.cancel()
    print(conn.fileno())


async def pooled(dsn: str, sql: str):
    pool = await _open_pool(1, 5, conninfo=dsn, connect_timeout=3, cursor_factory=psycopg.AsyncClientCursor)
    conn = await pool.getconn()
    try:
        await conn.cursor().execute(sql)
    finally:
        await pool.putconn(conn)
    print(pool.min_size, pool.max_size, pool.closed)
    await pool.close()


async def main(dsn: str):
    conn = await connect(dsn)
    await settings(conn)
    await transactions(conn, "SELECT 1")
    await two_phases(conn)
    await conn.close()
    await pooled(dsn, "SELECT 1")


if __name__ == "__main__":
    asyncio.run(main(""))
