"""Visits, counted in a cluster."""
from redis import RedisCluster
from redis.cluster import ClusterNode


def visit(cluster: RedisCluster, page: str) -> int:
    pipe = cluster.pipeline()
    pipe.incr(f"visits:{page}").expire(f"visits:{page}", 60)
    return pipe.execute()[0]


def main():
    with RedisCluster(startup_nodes=[ClusterNode("localhost", 7000)], decode_responses=True) as cluster:
        print(visit(cluster, "home"), [node.port for node in cluster.get_primaries()])
        for key in cluster.scan_iter("visits:*"):
            print(key, cluster.get(key))


if __name__ == "__main__":
    main()
