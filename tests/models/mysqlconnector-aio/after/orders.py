"""Orders in MySQL, through Oracle's own driver."""

import asyncio
import contextlib
import functools
import weakref

import mysql.connector.aio
import mysql.connector.aio.pooling
from mysql.connector import Error, errorcode
from mysql.connector.aio import MySQLConnection
from mysql.connector.aio.cursor import MySQLCursorDict


async def _rows(cur):
    """The rows of a cursor, one by one: no cursor of mysql.connector.aio can be iterated itself."""
    while (row := await cur.fetchone()) is not None:
        yield row


async def _open_pool(*args, **options):
    """A pool with all its connections open."""
    pool = mysql.connector.aio.pooling.MySQLConnectionPool(*args, **options)
    await pool.initialize_pool()
    return pool


def _one_per_loop_until_close_pool(make):
    """Makes one object for each event loop, when it is first asked for, and closes it when the loop shuts down."""
    kept = weakref.WeakKeyDictionary()

    async def keep(loop):
        thing = await make()
        try:
            yield thing
        finally:
            del kept[loop]
            await thing.close_pool()

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


@contextlib.asynccontextmanager
async def _closing(thing):
    """Closes `thing` at the end of the block."""
    try:
        yield thing
    finally:
        await thing.close()


CONFIG = {"host": "db", "user": "shop", "password": "secret", "database": "shop"}


@_one_per_loop_until_close_pool
async def POOL():
    return await _open_pool(pool_name="shop", pool_size=3, **CONFIG)


class Orders:
    def __init__(self, cnx: MySQLConnection):
        self.cnx = cnx

    async def add(self, customer, lines):
        await self.cnx.start_transaction()
        cursor = await self.cnx.cursor()
        try:
            await cursor.execute("INSERT INTO orders (customer) VALUES (%s)", (customer,))
            number = cursor.lastrowid
            await cursor.executemany("INSERT INTO line VALUES (%s, %s, %s)", [(number, *line) for line in lines])
            await self.cnx.commit()
        except Error as error:
            await self.cnx.rollback()
            if error.errno == errorcode.ER_DUP_ENTRY:
                return None
            raise
        finally:
            await cursor.close()
        return number

    async def of(self, customer):
        async with await self.cnx.cursor(dictionary=True) as cursor:
            await cursor.execute("SELECT * FROM orders WHERE customer = %(who)s", {"who": customer})
            return {row["number"]: row async for row in _rows(cursor)}

    async def lines(self):
        async with await self.cnx.cursor(cursor_class=MySQLCursorDict) as cursor:
            await cursor.execute("SELECT * FROM line")
            async for item in _rows(cursor):
                yield item

    async def report(self):
        cursor = await self.cnx.cursor(buffered=True)
        await cursor.callproc("report", (1,))
        results = [await result.fetchall() for result in cursor.stored_results()]
        await cursor.execute("SELECT sku FROM line")
        async for (sku,) in _rows(cursor):
            results.append(sku)
        return results, await cursor.fetchall(), sorted(await cursor.fetchall())


async def settings(cnx):
    await cnx.set_autocommit(True)
    await cnx.set_database("archive")
    if not await cnx.is_connected():
        await cnx.reconnect(attempts=3, delay=1)
    return await cnx.get_autocommit(), cnx.in_transaction, cnx.get_server_info()


async def count():
    async with _closing(await (await POOL()).get_connection()) as cnx:
        cursor = await cnx.cursor()
        await cursor.execute("SELECT COUNT(*) FROM orders")
        (found,) = await cursor.fetchone()
        return found


async def main():
    cnx = await mysql.connector.aio.connect(**CONFIG)
    try:
        orders = Orders(cnx)
        print(await orders.add("ann", [("tea", 3)]), await orders.of("ann"), [item async for item in orders.lines()], await orders.report())
    finally:
        await cnx.close()
    async with await mysql.connector.aio.connect(host="db", database="shop", password="secret") as other:
        print(await settings(other))
    direct = await mysql.connector.aio.connect(host="db")
    await direct.close()
    print(await count())


if __name__ == "__main__":
    asyncio.run(main())
