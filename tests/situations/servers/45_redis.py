"""redis: commands wait, those of a pipeline only when it is executed; messages are iterated."""  # server: redis

import os

import redis


def main():
    client = redis.Redis.from_url(os.environ["DATABASE_URL"], decode_responses=True)
    try:
        client.set("a", 1)
        with client.pipeline() as pipe:
            pipe.incr("a")
            pipe.get("a")
            print(pipe.execute())  # -> print(await pipe.execute())
        print(client.get("a"), sorted(client.scan_iter("*")))
        pubsub = client.pubsub()
        pubsub.subscribe("news")
        client.publish("news", "end")
        for message in pubsub.listen():  # -> async for message in pubsub.listen():
            print(message["type"], message["data"])
            if message["data"] == "end":
                break
        pubsub.close()
    finally:
        client.close()


if __name__ == "__main__":
    main()
