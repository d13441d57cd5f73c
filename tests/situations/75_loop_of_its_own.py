"""A program that runs loops itself, between statements that would turn: under a running loop `asyncio.run` fails."""

import asyncio
import sqlite3


async def fetch(number):
    await asyncio.sleep(0)
    return number * 2


def main():
    conn = sqlite3.connect(":memory:")  # refused: ASY109
    number = conn.execute("SELECT 2").fetchone()[0]  # refused: ASY109
    print(asyncio.run(fetch(number)))
    conn.close()  # refused: ASY109


if __name__ == "__main__":
    main()
