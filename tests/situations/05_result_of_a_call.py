"""What is done with the result at once: an attribute, an item, a call, a method."""

import sqlite3
from types import SimpleNamespace


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def row(self, number):
        return self.conn.execute("SELECT ?", (number,)).fetchone()  # -> return await (await self.conn.execute("SELECT ?", (number,))).fetchone()

    def user(self, number):
        return SimpleNamespace(number=self.row(number)[0])  # -> return SimpleNamespace(number=(await self.row(number))[0])

    def adder(self, number):
        found = self.row(number)[0]
        return lambda more: found + more


def main():
    conn = sqlite3.connect(":memory:")
    repo = Repo(conn)
    print(repo.user(3).number)  # -> print((await repo.user(3)).number)
    print(repo.adder(4)(5))  # -> print((await repo.adder(4))(5))
    print(-repo.row(6)[0], repo.row(7)[0] ** 2)  # -> print(-(await repo.row(6))[0], (await repo.row(7))[0] ** 2)
    conn.close()


if __name__ == "__main__":
    main()  # -> asyncio.run(main())
