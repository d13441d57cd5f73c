"""One connection that several tasks use: they wait for one another, and share its transaction."""

import asyncio
import sqlite3


def add(conn, number):
    conn.execute("INSERT INTO item VALUES (?)", (number,))
    conn.commit()


async def order(conn, number):
    add(conn, number)


async def with_its_own(number):
    conn = sqlite3.connect(":memory:")
    found = conn.execute("SELECT ?", (number,)).fetchone()
    conn.close()
    return found


async def main():
    conn = sqlite3.connect(":memory:")  # told: ASY303
    conn.execute("CREATE TABLE item (number)")
    await asyncio.gather(order(conn, 1), order(conn, 2))
    print(conn.execute("SELECT count(*) FROM item").fetchone())
    conn.close()
    print(await asyncio.gather(with_its_own(1), with_its_own(2)))


if __name__ == "__main__":
    asyncio.run(main())
