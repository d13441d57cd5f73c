"""The pool that stands for DBUtils' in converted code: bounds, lost connections, forgotten ones."""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
from typing import Any
from urllib.parse import urlsplit

import pytest

from asyncifier_codemods.hooks.pymysql import POOL

pytestmark = pytest.mark.servers

if not os.environ.get("CI"):  # where it must be there
    pytest.importorskip("aiomysql")


async def opened(url: str, **sizes: int) -> Any:
    parts = urlsplit(url)
    names: dict[str, Any] = {"aiomysql": importlib.import_module("aiomysql")}
    for text in POOL.values():
        exec(text, names)
    return await names["_open_pool"](
        host=parts.hostname, port=parts.port, user=parts.username, password=parts.password or "", **sizes
    )


async def number(conn: Any) -> int:
    async with conn.cursor() as cur:
        await cur.execute("SELECT CONNECTION_ID()")
        (found,) = await cur.fetchone()
    return int(found)


def test_fifty_tasks_share_five_connections(mariadb_url: str) -> None:
    asyncio.run(_fifty_tasks_share_five_connections(mariadb_url))


async def _fifty_tasks_share_five_connections(url: str) -> None:
    pool = await opened(url, minsize=1, maxsize=5)
    seen = set()

    async def work() -> None:
        async with await pool.connection() as conn:
            seen.add(await number(conn))

    await asyncio.wait_for(asyncio.gather(*(work() for _ in range(50))), 20)
    await pool.close()
    assert 1 <= len(seen) <= 5


@pytest.mark.filterwarnings("ignore:Unclosed connection:ResourceWarning")
def test_a_lost_connection_makes_room_for_those_who_wait(mariadb_url: str) -> None:
    asyncio.run(_a_lost_connection_makes_room_for_those_who_wait(mariadb_url))


async def _a_lost_connection_makes_room_for_those_who_wait(url: str) -> None:
    pool = await opened(url, minsize=0, maxsize=2)
    errors = 0

    async def work(item: int) -> None:
        nonlocal errors
        conn = await pool.connection()
        try:
            async with conn.cursor() as cur:
                await cur.execute("KILL CONNECTION_ID()" if item % 2 else "SELECT 1")
        except Exception:  # the server has closed the connection
            errors += 1
        finally:
            await conn.close()

    await asyncio.wait_for(asyncio.gather(*(work(item) for item in range(12))), 20)
    await pool.close()
    assert errors == 6


def test_what_is_not_committed_is_lost(mariadb_url: str) -> None:
    asyncio.run(_what_is_not_committed_is_lost(mariadb_url))


async def _what_is_not_committed_is_lost(url: str) -> None:
    pool = await opened(url, minsize=0, maxsize=1)
    async with await pool.connection() as conn:
        await conn.begin()
        first = await number(conn)
        assert conn.get_transaction_status()
    async with await pool.connection() as conn:
        assert not conn.get_transaction_status()
        assert await number(conn) == first
        await conn.close()  # a second close does nothing
    await pool.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_connection_that_nobody_closes_leaves_its_place(mariadb_url: str) -> None:
    asyncio.run(_a_connection_that_nobody_closes_leaves_its_place(mariadb_url))


async def _a_connection_that_nobody_closes_leaves_its_place(url: str) -> None:
    pool = await opened(url, minsize=0, maxsize=1)
    await pool.connection()
    gc.collect()
    async with await asyncio.wait_for(pool.connection(), 5) as conn:
        assert await number(conn)
    await pool.close()
