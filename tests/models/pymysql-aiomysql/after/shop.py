"""A shop's orders in MariaDB."""

import asyncio
import contextlib
from contextlib import asynccontextmanager

import pymysql
import aiomysql
from pymysql.constants import CLIENT, ER
from aiomysql import DictCursor, SSCursor
from aiomysql import IntegrityError


@contextlib.asynccontextmanager
async def _closing_with_ensure_closed(thing):
    """Closes `thing` at the end of the block."""
    try:
        yield thing
    finally:
        await thing.ensure_closed()


async def connect(database, **options) -> aiomysql.Connection:
    return await aiomysql.connect(
        host="db.example.org",
        user="shop",
        password="secret",
        db=database,
        charset="utf8mb4",
        cursorclass=aiomysql.DictCursor,
        client_flag=CLIENT.FOUND_ROWS,
        **options,
    )


class Orders:
    def __init__(self, conn: aiomysql.Connection):
        self.conn = conn

    async def add(self, customer, lines):
        await self.conn.begin()
        try:
            async with self.conn.cursor() as cur:
                await cur.execute("INSERT INTO `order` (customer) VALUES (%s)", (customer,))
                number = cur.lastrowid
                await cur.executemany("INSERT INTO line VALUES (%s, %s, %s)", [(number, *line) for line in lines])
        except IntegrityError as error:
            await self.conn.rollback()
            if error.args[0] == ER.DUP_ENTRY:
                return None
            raise
        await self.conn.commit()
        return number

    async def of(self, customers):
        async with self.conn.cursor(DictCursor) as cur:
            await cur.execute("SELECT * FROM `order` WHERE customer IN %s", (customers,))
            return {row["number"]: row async for row in cur}

    async def stream(self):
        cur = await self.conn.cursor(SSCursor)
        await cur.execute("SELECT number, sku FROM line ORDER BY number")
        async for row in cur:
            yield row
        await cur.close()

    async def query(self, sql, args=None, cursor_class=None):
        cur = await self.conn.cursor(cursor_class or self.conn.cursorclass)
        try:
            await cur.execute(sql, args)
            first = await anext(cur, None)
            return first, [item async for item in cur], cur.rowcount
        finally:
            await cur.close()


class Log(aiomysql.Cursor):
    """A cursor that prints what it executes."""

    async def execute(self, query, args=None):
        print(self.mogrify(query, args))
        return await super().execute(query, args)


@asynccontextmanager
async def transaction(conn):
    await conn.begin()
    try:
        yield conn
        await conn.commit()
    except (pymysql.Error, aiomysql.Error):
        await conn.rollback()
        raise


async def is_alive(conn):
    await conn.ping(reconnect=True)
    return not conn.closed and conn.get_autocommit()


async def main():
    conn = await connect("shop", connect_timeout=3)
    try:
        orders = Orders(conn)
        print(await orders.add("ann", [("tea", 3)]), await orders.of(["ann", "bob"]))
        print([item async for item in orders.stream()], await orders.query("SELECT 1"))
        async with transaction(conn), conn.cursor(Log) as cur:
            await cur.callproc("restock", ("tea", 3))
            while await cur.nextset():
                print(await cur.fetchall())
        await conn.autocommit(True)
        await conn.select_db("archive")
        print(await is_alive(conn), conn.escape("it's"), conn.thread_id())
    finally:
        await conn.ensure_closed()
    async with await connect("archive") as archive:
        await (await archive.cursor()).execute("DELETE FROM `order`")
        await archive.commit()
    async with _closing_with_ensure_closed(await aiomysql.connect(read_default_file="~/.my.cnf", connect_timeout=10)) as other:
        await other.ping(reconnect=False)


if __name__ == "__main__":
    asyncio.run(main())
