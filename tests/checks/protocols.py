"""`for` and `with` over what is asynchronous."""

import asyncio
import contextlib

import aiosqlite
import psycopg


async def numbers():
    yield 1


def plain_numbers():
    yield 1


@contextlib.asynccontextmanager
async def opened():
    yield 1


class Pool:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass

    async def __aiter__(self):
        yield 1


class Both(Pool):
    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def __iter__(self):
        return iter([1])


def unknown(value):
    return value


async def wrong():
    for number in numbers():  # found: ASY604
        print(number)
    print([number for number in numbers()])  # found: ASY604
    print(list(numbers()))  # found: ASY604
    print(next(numbers()))  # found: ASY604
    with opened():  # found: ASY604
        pass
    with Pool():  # found: ASY604
        pass
    for item in Pool():  # found: ASY604
        print(item)
    lock = asyncio.Lock()
    with lock:  # found: ASY604
        pass
    conn = await psycopg.AsyncConnection.connect("")
    with conn.cursor() as cur:  # found: ASY604
        pass
    for row in conn.cursor():  # found: ASY604
        print(row)


async def right(given):
    async for number in numbers():
        print(number)
    print([number async for number in numbers()])
    for number in plain_numbers():
        print(number)
    async with opened(), Pool() as pool:
        async for item in pool:
            print(item)
    with Both() as both:
        for item in both:
            print(item)
    with given, contextlib.suppress(OSError):
        pass
    thing = Pool() if given else unknown(given)
    with thing:
        pass
    async with aiosqlite.connect("shop.db") as db:
        async with db.execute("SELECT 1") as cursor:
            async for row in cursor:
                print(row)
    async with asyncio.Lock():
        pass


async def main():
    await wrong()
    await right(input)
