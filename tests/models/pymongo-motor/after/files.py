"""Files in GridFS: motor has buckets only."""

import asyncio
import contextlib

import gridfs
import motor.motor_asyncio
import pymongo


async def copy(client, name):
    bucket = motor.motor_asyncio.AsyncIOMotorGridFSBucket(client.files, bucket_name="fs")
    source = await bucket.open_download_stream_by_name(name)
    async with bucket.open_upload_stream(f"copy of {name}") as target:
        async for line in source:
            await target.write(line)


async def main():
    with contextlib.closing(motor.motor_asyncio.AsyncIOMotorClient()) as client:
        await copy(client, "a.txt")


def old():
    client = pymongo.MongoClient("mongodb://localhost:27018")
    print(gridfs.GridFS(client.files).list())
    client.close()


asyncio.run(main())
old()
