"""Ways to make clients: pools, a subclass, closing, one for all functions."""
import contextlib
import json

from redis import BlockingConnectionPool, Redis, RedisError, StrictRedis
from redis.sentinel import Sentinel

shared = Redis.from_url("redis://localhost/1", decode_responses=True)


class JsonRedis(Redis):
    def get_json(self, name):
        value = self.get(name)
        return None if value is None else json.loads(value)

    def set_json(self, name, value, **options):
        return self.set(name, json.dumps(value), **options)


class Session:
    def __init__(self, pool):
        self.redis = StrictRedis(connection_pool=pool)

    def visit(self, user: str) -> int:
        with self.redis.pipeline() as pipe:
            pipe.incr(f"visits:{user}").expire(f"visits:{user}", 60)
            return pipe.execute()[0]


def settings():
    with JsonRedis(db=2) as store:
        store.set_json("colours", ["red"], ex=5)
        return store.get_json("colours")


def visits():
    pool = BlockingConnectionPool(max_connections=5, timeout=3)
    try:
        return Session(pool).visit("ann")
    finally:
        pool.disconnect()


def ping():
    with contextlib.closing(Redis(port=6380)) as client:
        try:
            return client.ping()
        except RedisError:
            return False


def count():
    return shared.incr("count") or 0


def from_sentinel():
    master = Sentinel([("localhost", 26379)]).master_for("main")
    print(master.bitfield("bits").incrby("u8", 0, 1).execute(), master.json().get("doc"))
    master.close()


def main():
    print(settings(), visits(), ping(), count(), not shared.exists("count"))
    from_sentinel()


if __name__ == "__main__":
    main()
