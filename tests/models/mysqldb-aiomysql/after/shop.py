"""A shop's orders in MySQL."""

import asyncio
import contextlib

import MySQLdb
import aiomysql
import pymysql
from aiomysql import Connection
from pymysql.constants import CLIENT, ER
from aiomysql import DictCursor, SSCursor


@contextlib.asynccontextmanager
async def _closing_with_ensure_closed(thing):
    """Closes `thing` at the end of the block."""
    try:
        yield thing
    finally:
        await thing.ensure_closed()


async def connect():
    return await aiomysql.connect(
        "db", "shop", "secret", "shop",
        charset="utf8mb4", cursorclass=aiomysql.DictCursor, client_flag=CLIENT.FOUND_ROWS,
    )  # fmt: skip


class Orders:
    def __init__(self, conn: Connection):
        self.conn = conn

    async def add(self, customer):
        cur = await self.conn.cursor()
        try:
            await cur.execute("INSERT INTO orders (customer) VALUES (%s)", [customer])
            await self.conn.commit()
            return cur.lastrowid
        except (MySQLdb.IntegrityError, aiomysql.IntegrityError) as error:
            await self.conn.rollback()
            return None if error.args[0] == ER.DUP_ENTRY else -1
        finally:
            await cur.close()

    async def all(self):
        async with self.conn.cursor(DictCursor) as cur:
            await cur.execute("SELECT * FROM orders")
            return [row["number"] async for row in cur]

    async def stream(self):
        cur = await self.conn.cursor(SSCursor)
        await cur.execute("SELECT number FROM orders")
        while True:
            rows = await cur.fetchmany(100)
            if not rows:
                break
            for item in rows:
                yield item
        await cur.close()


async def main():
    conn = await connect()
    try:
        orders = Orders(conn)
        print(await orders.add("ann"), await orders.all(), [item async for item in orders.stream()])
        await conn.autocommit(value=True)
        await conn.ping(reconnect=False)
        print(bool(not conn.closed), pymysql.Date(2024, 5, 6))
    finally:
        await conn.ensure_closed()
    async with _closing_with_ensure_closed(await aiomysql.connect(host="db", password="secret", db="shop")) as other:
        await other.select_db("archive")


if __name__ == "__main__":
    asyncio.run(main())
