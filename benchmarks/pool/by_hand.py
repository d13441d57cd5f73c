"""The same as `accounts.py`, written by hand for psycopg 3: what the converted program is measured against."""

import os

import psycopg_pool
from psycopg.rows import dict_row

_pools = []


async def pool():
    if not _pools:
        new = psycopg_pool.AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=5, open=False)
        _pools.append(new)
        await new.open()
    return _pools[0]


async def close():
    await _pools.pop().close()


async def create(count):
    async with (await pool()).connection() as conn:
        await conn.execute("DROP TABLE IF EXISTS accounts, moves")
        await conn.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL)")
        await conn.execute(
            "CREATE TABLE moves (id serial PRIMARY KEY, account int NOT NULL, amount int NOT NULL)"
        )
        async with conn.cursor() as cur:
            await cur.executemany(
                "INSERT INTO accounts VALUES (%s, 1000)", [(number,) for number in range(count)]
            )


async def move(account, amount):
    async with (await pool()).connection() as conn:
        await conn.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (amount, account))
        cur = await conn.execute(
            "INSERT INTO moves (account, amount) VALUES (%s, %s) RETURNING id", (account, amount)
        )
        return (await cur.fetchone())[0]


async def report(account, limit=10):
    async with (await pool()).connection() as conn, conn.cursor(row_factory=dict_row) as cur:
        await cur.execute("SELECT balance FROM accounts WHERE id = %s", (account,))
        balance = (await cur.fetchone())["balance"]
        await cur.execute(
            "SELECT id, amount FROM moves WHERE account = %s ORDER BY id DESC LIMIT %s", (account, limit)
        )
        return balance, [(row["id"], row["amount"]) async for row in cur]


async def total():
    async with (await pool()).connection() as conn:
        return int((await (await conn.execute("SELECT sum(balance) FROM accounts")).fetchone())[0])
