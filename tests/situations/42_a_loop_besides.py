"""A program that starts something by itself, and runs a loop besides: both would have a connection of their own."""

import asyncio
import sqlite3

conn = sqlite3.connect(":memory:")  # refused: ASY103


def prepare():
    conn.execute("CREATE TABLE item (name TEXT)")


async def report():
    print(conn.execute("SELECT count(*) FROM item").fetchall())  # refused: ASY401


if __name__ == "__main__":
    prepare()
    asyncio.run(report())
