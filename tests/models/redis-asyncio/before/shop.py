"""A cache and a queue."""
import redis
from redis.exceptions import WatchError


class Cache:
    def __init__(self, client, prefix="cache"):
        self.client = client
        self.prefix = prefix

    def get(self, name):
        value = self.client.get(f"{self.prefix}:{name}")
        return value if value is not None else None

    def put(self, name, value, seconds=60):
        self.client.set(f"{self.prefix}:{name}", value, ex=seconds)

    def names(self):
        return sorted(self.client.scan_iter(match=f"{self.prefix}:*"))


def transfer(client, source, target, amount):
    with client.pipeline() as pipe:
        while True:
            try:
                pipe.watch(source)
                left = int(pipe.get(source) or 0)
                if left < amount:
                    return False
                pipe.multi()
                pipe.decrby(source, amount).incrby(target, amount)
                pipe.execute()
                return True
            except WatchError:
                continue


def fill(pipe, values):
    for name, value in values.items():
        pipe.set(name, value)


def save(client, name, fields, pipe=None):
    """At once, or with what else is in the pipeline."""
    connection = client if pipe is None else pipe
    connection.hset(name, mapping=fields)
    connection.expire(name, 60)


def double(pipe):
    value = int(pipe.get("n"))
    pipe.multi()
    pipe.set("n", value * 2)


def main():
    client = redis.Redis(host="localhost", decode_responses=True)
    cache = Cache(client)
    cache.put("a", 1)
    pipe = client.pipeline(transaction=False)
    fill(pipe, {"x": 1, "y": 2})
    save(client, "h", {"a": 1}, pipe)
    print(pipe.execute())
    print(cache.get("a"), cache.names(), "a" in cache.names())
    client.transaction(double, "n")
    with client.lock("l", timeout=5):
        print(transfer(client, "x", "y", 1))
    script = client.register_script("return 1")
    print(script(keys=[], args=[]))
    with client.pubsub() as ps:
        ps.subscribe("news")
        client.publish("news", "x")
        for message in ps.listen():
            print(message)
            break
    try:
        client.lpush("a", 1)
    except redis.ResponseError as error:
        print(error)
    for key in client.scan_iter("*"):
        print(key, client.type(key))
    client.close()


if __name__ == "__main__":
    main()
