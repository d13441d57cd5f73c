"""A cluster: sessions, counters by tag, carts in transactions, a leaderboard, scans over all nodes.

Uses redis.RedisCluster as programs do: from a URL, from a host, from nodes; hash tags, pipelines, WATCH, scripts,
locks, publish and subscribe, the nodes themselves, errors.
"""

import contextlib
import os
import time
from typing import Dict, List, Optional
from urllib.parse import urlsplit

import redis
from redis.cluster import ClusterNode, RedisCluster
from redis.exceptions import CrossSlotTransactionError, RedisClusterException, RedisError, ResponseError, WatchError

URL = os.environ["DATABASE_URL"]
HOST, PORT = urlsplit(URL).hostname, urlsplit(URL).port


class Sessions:
    """Sessions of users, which expire."""

    def __init__(self, cluster: RedisCluster, seconds: int = 100):
        self.cluster = cluster
        self.seconds = seconds

    def key(self, token: str) -> str:
        return f"session:{token}"

    def open(self, token: str, user: str) -> bool:
        return bool(self.cluster.set(self.key(token), user, ex=self.seconds, nx=True))

    def user(self, token: str) -> Optional[str]:
        return self.cluster.get(self.key(token))

    def close(self, token: str) -> bool:
        return self.cluster.delete(self.key(token)) == 1

    def all(self) -> List[str]:
        return sorted(key for key in self.cluster.scan_iter("session:*"))


class Cart:
    """What one customer wants: all keys have the customer as their hash tag."""

    def __init__(self, cluster, customer):
        self.cluster, self.customer = cluster, customer
        self.items = f"cart:{{{customer}}}"
        self.total = f"total:{{{customer}}}"

    def add(self, sku, price, count=1):
        with self.cluster.pipeline(transaction=True) as pipe:
            pipe.hincrby(self.items, sku, count)
            pipe.incrby(self.total, price * count)
            return pipe.execute()

    def halve(self):
        with self.cluster.pipeline(transaction=True) as pipe:
            while True:
                try:
                    pipe.watch(self.total)
                    total = int(pipe.get(self.total) or 0)
                    pipe.multi()
                    pipe.set(self.total, total // 2)
                    pipe.execute()
                    return total // 2
                except WatchError:
                    continue

    def content(self):
        return self.cluster.hgetall(self.items), self.cluster.get(self.total)


def counters(cluster, names: List[str]) -> Dict[str, int]:
    pipe = cluster.pipeline()
    for name in names:
        pipe.incr(f"count:{name}")
    print(pipe.execute())
    found = cluster.mget_nonatomic(*[f"count:{name}" for name in names])
    return dict(zip(names, map(int, found)))


def nodes(cluster):
    primaries = cluster.get_primaries()
    print(len(primaries), cluster.get_replicas(), cluster.keyslot("a"), cluster.get_node_from_key("a") in primaries)
    print([node.port == PORT for node in cluster.get_nodes()], cluster.get_default_node().server_type)
    print(cluster.cluster_info(target_nodes=RedisCluster.RANDOM)["cluster_state"], cluster.ping(target_nodes="primaries"))
    print(cluster.dbsize() > 3, cluster.cluster_keyslot("{x}1") == cluster.cluster_keyslot("{x}2"))


def board(cluster):
    cluster.zadd("board", {"ann": 3, "bob": 5, "cy": 1})
    top = cluster.zrange("board", 0, 1, desc=True, withscores=True)
    script = cluster.register_script("return redis.call('ZINCRBY', KEYS[1], ARGV[1], ARGV[2])")
    print(top, script(keys=["board"], args=[10, "cy"]), cluster.zrank("board", "cy"))
    for name, score in cluster.zscan_iter("board"):
        if name == "cy":
            print(name, score)


def guarded(cluster):
    with cluster.lock("guard", timeout=5) as lock:
        print(lock.locked(), lock.owned(), cluster.exists("guard"))
        return cluster.lock("guard", timeout=5).acquire(blocking=False)


def listen(cluster):
    channel = cluster.pubsub()
    channel.subscribe("news")
    deadline = time.monotonic() + 5
    published = False
    while time.monotonic() < deadline:
        message = channel.get_message(timeout=0.2)
        if message is not None and message["type"] == "subscribe" and not published:
            published = bool(cluster.publish("news", "hello"))
        elif message is not None and message["type"] == "message":
            print(message["channel"], message["data"])
            break
    channel.close()


def errors(cluster):
    try:
        cluster.lpush("board", 1)
    except ResponseError as error:
        print(type(error).__name__, str(error).split()[0])
    try:
        cluster.mset({"a": 1, "b": 2})
    except RedisClusterException as error:
        print("slots:", "slot" in str(error))
    try:
        with cluster.pipeline(transaction=True) as pipe:
            pipe.set("a", 1)
            pipe.set("b", 1)
            pipe.execute()
    except CrossSlotTransactionError as error:
        print(type(error).__name__, isinstance(error, RedisError))


@contextlib.contextmanager
def connected():
    cluster = redis.RedisCluster(HOST, PORT, decode_responses=True)
    try:
        yield cluster
    finally:
        cluster.close()


def ping():
    with RedisCluster(startup_nodes=[ClusterNode(HOST, PORT)]) as cluster:
        return cluster.ping(), cluster.get("session:b")


def main():
    with connected() as cluster:
        sessions = Sessions(cluster)
        print(sessions.open("a", "ann"), sessions.open("a", "bob"), sessions.open("b", "bob"), sessions.user("a"))
        print(sessions.all(), sessions.close("a"), sessions.close("a"), sessions.user("a") or "nobody")
        cart = Cart(cluster, "ann")
        print(cart.add("tea", 300), cart.add("milk", 120, 2), cart.halve(), cart.content())
        print(counters(cluster, ["x", "y", "z"]))
        nodes(cluster)
        board(cluster)
        print(guarded(cluster))
        listen(cluster)
        errors(cluster)
    print(ping())
    cluster = RedisCluster.from_url(URL)
    print(cluster.get("count:x"), cluster.exists("none"))
    cluster.close()


if __name__ == "__main__":
    main()
