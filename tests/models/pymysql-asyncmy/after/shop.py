"""A shop's orders in MariaDB."""

import asyncio
import contextlib

import pymysql
import asyncmy
import asyncmy.errors
from asyncmy import cursors
from asyncmy.constants import CLIENT, ER
from asyncmy.errors import IntegrityError


@contextlib.asynccontextmanager
async def _closing_with_ensure_closed(thing):
    """Closes `thing` at the end of the block."""
    try:
        yield thing
    finally:
        await thing.ensure_closed()


async def connect(**options) -> asyncmy.Connection:
    return await asyncmy.connect(
        host="db",
        user="shop",
        password="secret",
        database="shop",
        cursor_cls=cursors.DictCursor,
        client_flag=CLIENT.FOUND_ROWS,
        read_timeout=5,
        ssl={"ca": "ca.pem"},
    )


class Orders:
    def __init__(self, conn: asyncmy.Connection):
        self.conn = conn

    async def add(self, customer):
        cur = self.conn.cursor()
        try:
            await cur.execute("INSERT INTO orders (customer) VALUES (%s)", (customer,))
            await self.conn.commit()
            return cur.lastrowid
        except IntegrityError as error:
            await self.conn.rollback()
            return None if error.args[0] == ER.DUP_ENTRY else -1
        finally:
            await cur.close()

    async def of(self, customers, cursor_class=None):
        async with self.conn.cursor(cursor_class) as cur:
            await cur.execute("SELECT * FROM orders WHERE customer IN %s", (tuple(customers),))
            return [item async for item in cur]

    async def stream(self):
        async with self.conn.cursor(cursor=cursors.SSCursor) as cur:
            await cur.execute("SELECT number FROM orders")
            async for item in cur:
                yield item


async def check(conn):
    try:
        await conn.ping(reconnect=False)
    except (pymysql.MySQLError, asyncmy.errors.MySQLError):
        return False
    return conn.connected


async def main():
    conn = await connect()
    try:
        orders = Orders(conn)
        print(await orders.add("ann"), await orders.of(["ann"]), [item async for item in orders.stream()], await check(conn))
    finally:
        await conn.ensure_closed()
    async with _closing_with_ensure_closed(await asyncmy.connect(host="db")) as other, other.cursor() as cur:
        await cur.execute("SELECT 1")
        print(await cur.fetchone())


if __name__ == "__main__":
    asyncio.run(main())
