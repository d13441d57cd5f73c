"""Posts and comments."""

import asyncio
import datetime

import pymongo
from motor.motor_asyncio import AsyncIOMotorClient
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import DuplicateKeyError


class Posts:
    def __init__(self, posts: AsyncIOMotorCollection):
        self.posts = posts

    async def add(self, slug, text):
        try:
            return (await self.posts.insert_one({"slug": slug, "text": text, "at": datetime.datetime.now()})).inserted_id
        except DuplicateKeyError:
            return None

    async def latest(self, count):
        return await self.posts.find().sort("at", pymongo.DESCENDING).limit(count).to_list()

    async def slugs(self):
        return sorted([post["slug"] async for post in self.posts.find({}, {"slug": 1})])

    async def by_day(self):
        async for group in self.posts.aggregate([{"$group": {"_id": "$at", "n": {"$sum": 1}}}]):
            yield group["_id"], group["n"]


async def move(client, slug):
    async def callback(session):
        post = await client.blog.posts.find_one_and_delete({"slug": slug}, session=session)
        await client["blog"]["archive"].insert_one(post, session=session)

    async with await client.start_session() as session:
        await session.with_transaction(callback)
        async with session.start_transaction():
            await client.blog.log.insert_one({"moved": slug}, session=session)
        return await session.with_transaction(lambda s: client.blog.log.count_documents({}, session=s))


async def follow(client):
    async with client.blog.posts.watch() as stream:
        async for change in stream:
            print(change["operationType"], await anext(client.blog.log.find(), None))


async def main():
    client = AsyncIOMotorClient("mongodb://localhost", tz_aware=True)
    await client.blog.posts.create_index("slug", unique=True)
    posts = Posts(client.blog.posts)
    await posts.add("tea", "About tea")
    print(await posts.latest(3), await posts.slugs(), [item async for item in posts.by_day()])
    await move(client, "tea")
    await follow(client)
    print(client.primary[0], [found["name"] async for found in await client.list_databases()])


if __name__ == "__main__":
    asyncio.run(main())
