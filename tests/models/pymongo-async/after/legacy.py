"""What has no counterpart keeps its client, and all that is done with it, as it was."""

import asyncio

import pymongo


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


def table():
    client = pymongo.MongoClient("mongodb://localhost:27019")
    print(dict(zip(client.test.things.find(), range(3))))
    client.close()


async def each():
    """Converted, but the end of a cursor looks different now."""
    client = pymongo.AsyncMongoClient("mongodb://localhost:27020")
    found = client.test.things.find()
    print(await found.next())
    await client.close()


third()
asyncio.run(first())
table()
asyncio.run(each())
