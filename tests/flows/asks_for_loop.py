"""A function that does one thing in synchronous code and gives a coroutine where an event loop runs."""

import asyncio
import sqlite3


def in_async():
    try:
        asyncio.get_running_loop()
        return True
    except RuntimeError:
        return False


class Store:
    def __init__(self):
        self.conn = sqlite3.connect(":memory:")

    def get(self):
        if in_async():
            return self.later()
        return self.conn.execute("SELECT 1").fetchone()[0]  # refused: ASY109

    async def later(self):
        return 2

    def close(self):
        self.conn.close()


def main():
    store = Store()
    print(store.get())
    store.close()


if __name__ == "__main__":
    main()
