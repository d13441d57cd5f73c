"""A cache and a queue."""

import asyncio

import redis.asyncio
from redis.exceptions import WatchError


class Cache:
    def __init__(self, client, prefix="cache"):
        self.client = client
        self.prefix = prefix

    async def get(self, name):
        value = await self.client.get(f"{self.prefix}:{name}")
        return value if value is not None else None

    async def put(self, name, value, seconds=60):
        await self.client.set(f"{self.prefix}:{name}", value, ex=seconds)

    async def names(self):
        return sorted([item async for item in self.client.scan_iter(match=f"{self.prefix}:*")])


async def transfer(client, source, target, amount):
    async with client.pipeline() as pipe:
        while True:
            try:
                await pipe.watch(source)
                left = int(await pipe.get(source) or 0)
                if left < amount:
                    return False
                pipe.multi()
                pipe.decrby(source, amount).incrby(target, amount)
                await pipe.execute()
                return True
            except WatchError:
                continue


async def fill(pipe, values):
    for name, value in values.items():
        await pipe.set(name, value)


async def save(client, name, fields, pipe=None):
    """At once, or with what else is in the pipeline."""
    connection = client if pipe is None else pipe
    await connection.hset(name, mapping=fields)
    await connection.expire(name, 60)


async def double(pipe):
    value = int(await pipe.get("n"))
    pipe.multi()
    pipe.set("n", value * 2)


async def main():
    client = redis.asyncio.Redis(host="localhost", decode_responses=True)
    cache = Cache(client)
    await cache.put("a", 1)
    pipe = client.pipeline(transaction=False)
    await fill(pipe, {"x": 1, "y": 2})
    await save(client, "h", {"a": 1}, pipe)
    print(await pipe.execute())
    print(await cache.get("a"), await cache.names(), "a" in await cache.names())
    await client.transaction(double, "n")
    async with client.lock("l", timeout=5):
        print(await transfer(client, "x", "y", 1))
    script = client.register_script("return 1")
    print(await script(keys=[], args=[]))
    async with client.pubsub() as ps:
        await ps.subscribe("news")
        await client.publish("news", "x")
        async for message in ps.listen():
            print(message)
            break
    try:
        await client.lpush("a", 1)
    except redis.ResponseError as error:
        print(error)
    async for key in client.scan_iter("*"):
        print(key, await client.type(key))
    await client.aclose()


if __name__ == "__main__":
    asyncio.run(main())
