import sqlite3
import time


def count():
    time.sleep(0)
    conn = sqlite3.connect(":memory:")
    try:
        return conn.execute("SELECT 1").fetchone()[0]
    finally:
        conn.close()


async def other():
    return 2


if __name__ == "__main__":
    import asyncio

    print(asyncio.run(other()), count())
