"""Visits, counted in a cluster."""

import asyncio

from redis.asyncio import RedisCluster
from redis.asyncio.cluster import ClusterNode


async def visit(cluster: RedisCluster, page: str) -> int:
    pipe = cluster.pipeline()
    pipe.incr(f"visits:{page}").expire(f"visits:{page}", 60)
    return (await pipe.execute())[0]


async def main():
    async with await RedisCluster(startup_nodes=[ClusterNode("localhost", 7000)], decode_responses=True) as cluster:
        print(await visit(cluster, "home"), [node.port for node in cluster.get_primaries()])
        async for key in cluster.scan_iter("visits:*"):
            print(key, await cluster.get(key))


if __name__ == "__main__":
    asyncio.run(main())
