"""A shop on Redis: a catalogue, baskets, a queue of orders, a leaderboard, news and locks.

Uses redis as programs do: a client from a URL and one from a pool, hashes, lists, sets, sorted sets, streams,
pipelines with and without transactions, WATCH, scripts, locks, publish and subscribe, scans and errors.
"""

import contextlib
import json
import os
import time
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional

import redis
from redis.connection import parse_url
from redis.exceptions import LockError, NoScriptError, RedisError, ResponseError, WatchError

URL = os.environ["DATABASE_URL"]
OPTIONS = parse_url(URL)

TAKE = """
local left = tonumber(redis.call('HGET', KEYS[1], 'stock') or '0')
if left < tonumber(ARGV[1]) then return -1 end
return redis.call('HINCRBY', KEYS[1], 'stock', -ARGV[1])
"""


class SoldOut(Exception):
    pass


@dataclass
class Product:
    sku: str
    name: str
    price: int
    stock: int

    def to_hash(self) -> Dict[str, Any]:
        return {"name": self.name, "price": self.price, "stock": self.stock}


class Catalogue:
    """Products as hashes, with an index of their names."""

    def __init__(self, client: redis.Redis):
        self.client = client
        self.take_script = client.register_script(TAKE)

    def key(self, sku: str) -> str:
        return f"product:{sku}"

    def add(self, product: Product) -> None:
        with self.client.pipeline() as pipe:
            pipe.hset(self.key(product.sku), mapping=product.to_hash())
            pipe.sadd("products", product.sku).zadd("prices", {product.sku: product.price})
            pipe.execute()

    def add_many(self, products: List[Product]) -> int:
        pipe = self.client.pipeline(transaction=False)
        for product in products:
            pipe.hset(self.key(product.sku), mapping=product.to_hash())
            pipe.sadd("products", product.sku)
            pipe.zadd("prices", {product.sku: product.price})
        return len(pipe.execute())

    def get(self, sku: str) -> Optional[Product]:
        found = self.client.hgetall(self.key(sku))
        if not found:
            return None
        return Product(sku, found["name"], int(found["price"]), int(found["stock"]))

    def names(self) -> Dict[str, str]:
        return {sku: self.client.hget(self.key(sku), "name") for sku in sorted(self.client.smembers("products"))}

    def cheapest(self, count: int) -> List[str]:
        return [f"{sku}={score:.0f}" for sku, score in self.client.zrange("prices", 0, count - 1, withscores=True)]

    def take(self, sku: str, count: int) -> int:
        left = self.take_script(keys=[self.key(sku)], args=[count])
        if left < 0:
            raise SoldOut(sku)
        return left

    def all(self) -> Iterator[Product]:
        for key in sorted(self.client.scan_iter(match="product:*", count=2)):
            product = self.get(key.partition(":")[2])
            if product is not None:
                yield product


class Basket:
    def __init__(self, client, customer):
        self.client, self.name = client, f"basket:{customer}"

    def put(self, sku, count=1):
        return self.client.hincrby(self.name, sku, count)

    def drop(self, sku):
        if not self.client.hexists(self.name, sku):
            raise KeyError(sku)
        self.client.hdel(self.name, sku)

    def __str__(self):
        return self.name

    def items(self):
        return [(sku, int(count)) for sku, count in sorted(self.client.hscan_iter(self.name))]

    def total(self, catalogue):
        return sum(count * catalogue.get(sku).price for sku, count in self.items())

    def clear(self):
        return self.client.delete(self.name)


def save(client, name, fields, pipe=None):
    """At once, or with what else is in the pipeline."""
    connection = client if pipe is None else pipe
    connection.hset(name, mapping=fields)
    connection.expire(name, 600)


def save_both(client):
    save(client, "one", {"a": 1})
    with client.pipeline() as pipe:
        save(client, "two", {"b": 2}, pipe)
        return pipe.execute(), client.hgetall("one"), client.hgetall("two")


def reserve(client, sku, count, attempts=5):
    """Takes from the stock with optimistic locking; a rival interferes with the first attempt."""
    key = f"product:{sku}"
    with client.pipeline() as pipe:
        for attempt in range(attempts):
            try:
                pipe.watch(key)
                left = int(pipe.hget(key, "stock") or 0)
                if left < count:
                    pipe.unwatch()
                    return None
                if attempt == 0:
                    client.hincrby(key, "stock", -1)
                pipe.multi()
                pipe.hset(key, "stock", left - count)
                pipe.rpush("reservations", f"{sku}:{count}")
                pipe.execute()
                return left - count
            except WatchError:
                print("again:", sku)
    raise SoldOut(sku)


def raise_prices(client, percent):
    def change(pipe):
        prices = pipe.zrange("prices", 0, -1, withscores=True)
        pipe.multi()
        for sku, price in prices:
            pipe.zadd("prices", {sku: round(price * (100 + percent) / 100)})

    return client.transaction(change, "prices")


def queue_orders(client, customers):
    for number, customer in enumerate(customers, 1):
        client.lpush("orders", json.dumps({"number": number, "customer": customer}))
    return client.llen("orders")


def work(client, limit=10):
    """Takes the orders from the queue, oldest first."""
    done = []
    while len(done) < limit:
        popped = client.brpop(["orders"], timeout=1) if client.llen("orders") else None
        if popped is None:
            break
        order = json.loads(popped[1])
        client.xadd("log", {"order": order["number"], "customer": order["customer"]})
        done.append(order["number"])
    return done


def read_log(client):
    entries = client.xrange("log")
    return [fields["customer"] for _, fields in entries], client.xlen("log")


def listen(client):
    with client.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe("news", "offers")
        channel.psubscribe("stock.*")
        while channel.get_message(timeout=0.2) is None and len(channel.channels) < 2:
            pass
        heard = client.publish("news", "open") + client.publish("stock.tea", "3") + client.publish("offers", "bye")
        print("heard by", heard)
        for message in channel.listen():
            print(message["type"], message["channel"], message["data"])
            if message["data"] == "bye":
                break
        channel.unsubscribe("news")
        channel.punsubscribe()


def handlers(client):
    got = []
    channel = client.pubsub()
    channel.subscribe(**{"chat": lambda message: got.append(message["data"])})
    client.publish("chat", "hello")
    deadline = time.monotonic() + 5
    while not got and time.monotonic() < deadline:
        channel.get_message(timeout=0.1)
    channel.close()
    return got


def locks(client):
    with client.lock("maintenance", timeout=10, blocking_timeout=1) as lock:
        print("locked", lock.locked(), lock.owned(), client.exists("maintenance"))
        rival = client.lock("maintenance", timeout=10)
        print("rival", rival.acquire(blocking=False))
        lock.extend(5)
        lock.reacquire()
    mutex = client.lock("mutex", timeout=1)
    if mutex.acquire(blocking=True, blocking_timeout=0.5):
        try:
            client.set("guarded", 1)
        finally:
            mutex.release()
    try:
        mutex.release()
    except LockError as error:
        print(type(error).__name__)


def errors(client):
    client.set("text", "abc")
    for call in ("incr", "lpush"):
        try:
            if call == "incr":
                client.incr("text")
            else:
                client.lpush("text", 1)
        except ResponseError as error:
            print(call, str(error).split()[0])
    try:
        client.evalsha("0" * 40, 0)
    except NoScriptError:
        print("no script")
    try:
        with client.pipeline() as pipe:
            pipe.set("n", 1)
            pipe.incr("text")
            pipe.execute()
    except redis.RedisError as error:
        print("pipeline:", isinstance(error, RedisError), client.get("n"))
    results = client.pipeline().incr("n").lpush("n", 1).get("n").execute(raise_on_error=False)
    print([type(result).__name__ for result in results])


def counters(client: "redis.Redis", names: List[str]) -> List[int]:
    found = [client.incr(f"hits:{name}") for name in names]
    client.expire("hits:a", 100)
    assert 0 < client.ttl("hits:a") <= 100
    client.mset({"k1": "v1", "k2": "v2"})
    print(client.mget("k1", "k2", "k3"), client.getdel("k1"), client.get("k1") or "gone")
    print(client.exists("k2", "k1"), client.type("prices"), client.append("k2", "!"), client.strlen("k2"))
    client.set("session", "x", ex=50) and client.persist("session")
    print(client.set("k2", "other", nx=True), client.ttl("session"), bool(client.delete("session")))
    return found


class JsonRedis(redis.Redis):
    """Values are JSON."""

    def get(self, name):
        value = super().get(name)
        return None if value is None else json.loads(value)

    def put(self, name, value, **options):
        return self.set(name, json.dumps(value), **options)

    def documents(self, pattern):
        return {name: self.get(name) for name in self.scan_iter(pattern)}


@contextlib.contextmanager
def connected(url):
    client = redis.from_url(url, decode_responses=True)
    try:
        client.ping()
        yield client
    finally:
        client.close()


def with_pool():
    pool = redis.ConnectionPool.from_url(URL, max_connections=4)
    first = redis.Redis(connection_pool=pool)
    second = redis.StrictRedis(connection_pool=pool)
    first.set("raw", b"\x00\xff")
    print(second.get("raw"), pool.max_connections, second.dbsize() > 5)
    pool.disconnect()


def short_lived():
    client = redis.Redis.from_url(URL, decode_responses=True)
    return client.get("k2")


def main():
    with connected(URL) as client:
        catalogue = Catalogue(client)
        catalogue.add(Product("tea", "Tea", 300, 10))
        print(catalogue.add_many([Product("milk", "Milk", 120, 5), Product("jam", "Jam", 450, 2)]))
        print(catalogue.names(), catalogue.cheapest(2), catalogue.get("none"))
        print([product.sku for product in catalogue.all()], catalogue.take("tea", 2))
        try:
            catalogue.take("jam", 3)
        except SoldOut as error:
            print("sold out:", error)
        basket = Basket(client, "ann")
        print(basket.put("tea", 2), basket.put("tea"), basket.put("milk"), str(basket))
        print(basket.items(), basket.total(catalogue))
        basket.drop("milk")
        with contextlib.suppress(KeyError):
            basket.drop("milk")
        print(basket.items(), basket.clear(), basket.items())
        print(reserve(client, "tea", 3), reserve(client, "jam", 9), client.lrange("reservations", 0, -1))
        print(raise_prices(client, 10), catalogue.cheapest(3))
        print(queue_orders(client, ["ann", "bob", "cy"]), work(client), work(client), *read_log(client))
        print(save_both(client))
        listen(client)
        print(handlers(client))
        locks(client)
        errors(client)
        print(counters(client, ["a", "b", "a"]))
    with_pool()
    print(short_lived())
    with JsonRedis(**OPTIONS, decode_responses=True) as store:
        store.put("doc:1", {"n": [1, 2]}, ex=60)
        print(store.get("doc:1"), store.documents("doc:*"), store.get("doc:2") or "none")
    with redis.Redis.from_url(URL) as plain:
        print(sorted(plain.keys("hits:*")), plain.info("server")["redis_mode"], plain.echo("end"))


if __name__ == "__main__":
    main()
