"""Ways to make clients: pools, a subclass, closing, one for all functions."""

import asyncio
import contextlib
import functools
import json
import weakref

from redis import RedisError
from redis.asyncio import BlockingConnectionPool, Redis, StrictRedis
from redis.asyncio import Sentinel


def _one_per_loop_until_aclose(make):
    """Makes one object for each event loop, when it is first asked for, and closes it when the loop shuts down."""
    kept = weakref.WeakKeyDictionary()

    async def keep(loop):
        thing = await make()
        try:
            yield thing
        finally:
            del kept[loop]
            await thing.aclose()

    @functools.wraps(make)
    async def get():
        loop = asyncio.get_running_loop()
        lock, found = kept.setdefault(loop, (asyncio.Lock(), []))
        async with lock:
            if not found:
                keeper = keep(loop)
                found += [await keeper.__anext__(), keeper]
        return found[0]

    return get


@_one_per_loop_until_aclose
async def shared():
    return Redis.from_url("redis://localhost/1", decode_responses=True)


class JsonRedis(Redis):
    async def get_json(self, name):
        value = await self.get(name)
        return None if value is None else json.loads(value)

    async def set_json(self, name, value, **options):
        return await self.set(name, json.dumps(value), **options)


class Session:
    def __init__(self, pool):
        self.redis = StrictRedis(connection_pool=pool)

    async def visit(self, user: str) -> int:
        async with self.redis.pipeline() as pipe:
            pipe.incr(f"visits:{user}").expire(f"visits:{user}", 60)
            return (await pipe.execute())[0]


async def settings():
    async with JsonRedis(db=2) as store:
        await store.set_json("colours", ["red"], ex=5)
        return await store.get_json("colours")


async def visits():
    pool = BlockingConnectionPool(max_connections=5, timeout=3)
    try:
        return await Session(pool).visit("ann")
    finally:
        await pool.disconnect()


async def ping():
    async with contextlib.aclosing(Redis(port=6380)) as client:
        try:
            return await client.ping()
        except RedisError:
            return False


async def count():
    return await (await shared()).incr("count") or 0


async def from_sentinel():
    master = Sentinel([("localhost", 26379)]).master_for("main")
    print(await master.bitfield("bits").incrby("u8", 0, 1).execute(), await master.json().get("doc"))
    await master.aclose()


async def main():
    print(await settings(), await visits(), await ping(), await count(), not await (await shared()).exists("count"))
    await from_sentinel()


if __name__ == "__main__":
    asyncio.run(main())
