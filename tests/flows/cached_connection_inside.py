"""What a cache would keep has a connection in it, which belongs to the event loop: it stays synchronous."""

import functools
import sqlite3


class Repo:
    def __init__(self, name):
        self.conn = sqlite3.connect(name)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()


@functools.lru_cache
def repo(name):
    found = Repo(name)  # refused: ASY107
    found.one()  # refused: ASY107
    return [found]


def main():
    print(repo(":memory:")[0].one())
    repo(":memory:")[0].conn.close()


if __name__ == "__main__":
    main()
