"""What has no counterpart keeps its client, and all that is done with it, as it was."""

import asyncio

import pymongo


async def _zip(*iterables):
    """`zip` of iterables some of which are asynchronous."""
    iterators = [aiter(items) if hasattr(items, "__aiter__") else iter(items) for items in iterables]
    while iterators:
        row = []
        for iterator in iterators:
            try:
                row.append(await anext(iterator) if hasattr(iterator, "__anext__") else next(iterator))
            except (StopIteration, StopAsyncIteration):
                return
        yield tuple(row)


def third():
    client = pymongo.MongoClient()
    found = client.test.things.find().sort("n")
    print(found[2]["n"], client.test.things.count_documents({}))
    client.close()


async def first():
    client = pymongo.AsyncMongoClient("mongodb://localhost:27018")
    try:
        print(await anext(client.test.things.find()))
    except StopAsyncIteration:
        print("none")
    await client.close()


async def table():
    client = pymongo.AsyncMongoClient("mongodb://localhost:27019")
    print(dict([item async for item in _zip(client.test.things.find(), range(3))]))
    await client.close()


async def each():
    """Converted, but the end of a cursor looks different now."""
    client = pymongo.AsyncMongoClient("mongodb://localhost:27020")
    found = client.test.things.find()
    print(await found.next())
    await client.close()


third()
asyncio.run(first())
asyncio.run(table())
asyncio.run(each())
