"""What has no counterpart keeps its client, and all that is done with it, as it was."""
import sqlite3

import redis


def listen(client):
    pubsub = client.pubsub()
    pubsub.subscribe(news=print)
    return pubsub.run_in_thread(sleep_time=0.1)


def main():
    client = redis.Redis()
    client.set("started", 1)
    thread = listen(client)
    thread.stop()
    client.close()


def dictionary():
    client = redis.Redis(port=6380)
    client["n"] = 1
    if "n" in client:
        print(client["n"])
        del client["n"]
    client.close()


def both():
    connection, client = sqlite3.connect(":memory:"), redis.Redis(port=6381)
    print("{} {}".format(client.get("n"), client))
    for thing in (connection, client):
        thing.close()


main()
dictionary()
both()
