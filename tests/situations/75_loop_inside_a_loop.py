"""A function that runs a loop itself, called where a loop runs after the conversion."""

import asyncio
import sqlite3


async def fetch(number):
    await asyncio.sleep(0)
    return number * 2


def with_run(number):
    return asyncio.run(fetch(number))


def with_a_loop(number):
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(fetch(number))
    finally:
        loop.close()


def with_a_runner(number):
    with asyncio.Runner() as runner:
        return runner.run(fetch(number))


def main():
    conn = sqlite3.connect(":memory:")
    number = conn.execute("SELECT 2").fetchone()[0]
    print(with_run(number), with_a_loop(number))  # -> print(await asyncio.to_thread(with_run, number), await asyncio.to_thread(with_a_loop, number))
    print(with_a_runner(number))  # -> print(await asyncio.to_thread(with_a_runner, number))
    conn.close()


if __name__ == "__main__":
    main()
