"""Coroutines that nothing awaits, and those that something does."""

import asyncio
import functools
from typing import Protocol

import aiosqlite
import psycopg


async def fetch(number=1):
    return number


def fetch_later(number):
    return fetch(number)


class Store(Protocol):
    def find(self): ...


class Repo:
    def __init__(self):
        self.kept = fetch()

    async def find(self):
        return await self.kept

    async def gives_coroutine(self):
        return fetch()


async def dropped(repo: Repo):
    fetch()  # found: ASY602
    fetch_later(1)
    repo.find()  # found: ASY602
    _ = fetch()  # found: ASY602
    asyncio.sleep(1)  # found: ASY602
    asyncio.to_thread(print)  # found: ASY602
    print(fetch())  # found: ASY602
    fetch().bit_length()  # found: ASY602
    fetch()[0]  # found: ASY602
    f"{fetch()}"  # found: ASY602
    fetch() + 1  # found: ASY602
    partial = functools.partial(fetch, 3)
    partial()  # found: ASY602


async def tested(repo: Repo):
    if fetch():  # found: ASY603
        pass
    while repo.find():  # found: ASY603
        break
    assert fetch()  # found: ASY603
    print(not fetch())  # found: ASY603
    print(1 if fetch() else 2)  # found: ASY603
    print(fetch() == 1)  # found: ASY603
    found = fetch()  # found: ASY603
    if found:
        print("always")
    print([number for number in (1, 2) if fetch(number)])  # found: ASY603


async def awaited(repo: Repo, others):
    await fetch()
    await fetch_later(1)
    await (fetch() if others else fetch_later(2))
    later = fetch()
    print(await later)
    result = fetch()
    result = await result
    if result:
        print(result)
    await asyncio.gather(fetch(), *[fetch(n) for n in range(3)])
    task = asyncio.create_task(fetch())
    asyncio.ensure_future(fetch())
    others.append(fetch())
    others.run(fetch())
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch())
    tasks = {name: fetch() for name in "ab"}
    for name in tasks:
        await tasks[name]
    closed = fetch()
    closed.close()
    await task
    await asyncio.wait_for(fetch(), 1)
    await wrapped(fetch())
    await (await repo.gives_coroutine())
    return fetch()


async def wrapped(coroutine):
    return await coroutine


def either(is_async):
    if is_async:
        return fetch()
    return 1


async def drivers():
    conn = await psycopg.AsyncConnection.connect("")
    conn.commit()  # found: ASY602
    await conn.commit()
    cur = conn.cursor()
    await cur.execute("SELECT 1")
    if cur.fetchone():  # found: ASY603
        pass
    rows = cur.fetchall()  # found: ASY602
    print(len(rows))
    async with aiosqlite.connect("shop.db") as db:
        db.execute("SELECT 1")  # found: ASY602
        async with db.execute("SELECT 1") as cursor:
            print(await cursor.fetchone())
        await db.commit()
    queue = asyncio.Queue()
    queue.put(1)  # found: ASY602
    await queue.get()
    queue.put_nowait(1)


async def dual(store: Store):
    store.find()


def main():
    print(either(False))
    asyncio.run(dropped(Repo()))
    asyncio.run(fetch())
