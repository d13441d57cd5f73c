import asyncio
import atexit
import functools

from wire.client import Client


@functools.cache
def _loop():
    """The event loop of all synchronous entry points; connections that one of them opens serve the others."""
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop


def _run(coroutine):
    """What `coroutine` returns, for callers that can't await it."""
    return _loop().run_until_complete(coroutine)


async def talk(words):
    async with Client().copy() as client:
        for word in words:
            await client.send(word)
        first = await client.take()
        return first, await client.rest()


async def show(words):
    first, rest = await talk(words)
    print(first, rest)


def main():
    _run(show(["one", "two", "three"]))
    _run(show([]))


def twice():
    print(_run(talk(["a"]))[0])
    print(_run(talk(["b"]))[0])


if __name__ == "__main__":
    main()
    twice()
