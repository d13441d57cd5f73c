"""What stays on pymysql, and why."""

import asyncio
import ssl

import pymysql
import aiomysql
import pymysql.cursors


def timeouts():
    conn = pymysql.connect(host="db", read_timeout=5, write_timeout=None)
    conn.close()


def certificates():
    conn = pymysql.connect(host="db", ssl={"ca": "ca.pem"})
    conn.close()


def files():
    conn = pymysql.connect(host="db", ssl_ca="ca.pem", ssl_disabled=False)
    conn.close()


def option_file():
    conn = pymysql.connect(host="db", read_default_file="~/.my.cnf")
    conn.close()
    conn = pymysql.connect(read_default_group="shop")
    conn.close()


def later():
    conn = pymysql.connect(host="db", defer_connect=True)
    conn.connect()
    conn.close()


def warned():
    conn = pymysql.connect(host="db")
    with conn.cursor() as cur:
        cur.execute("SELECT 1")
        print(cur.warning_count)
    conn.close()


def described():
    conn = pymysql.connect(host="db")
    print(conn.db.decode(), conn.ssl)
    conn.close()


async def encrypted(context: ssl.SSLContext):
    """Turns, with a warning."""
    conn = await aiomysql.connect(host="db", ssl=context, conv={**pymysql.converters.conversions}, connect_timeout=10)
    try:
        await conn.ping(reconnect=False)
    finally:
        await conn.ensure_closed()


async def main():
    await asyncio.to_thread(timeouts)
    await asyncio.to_thread(certificates)
    await asyncio.to_thread(files)
    await asyncio.to_thread(option_file)
    await asyncio.to_thread(later)
    await asyncio.to_thread(warned)
    await asyncio.to_thread(described)
    await encrypted(ssl.create_default_context())


if __name__ == "__main__":
    asyncio.run(main())
