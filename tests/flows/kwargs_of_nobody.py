"""What a function adds to its own `**kwargs` is in there, though nobody in the project calls it."""

import sqlite3


class Store:
    def __init__(self, name="", conn=None):
        self.name, self.conn = name, conn

    def answer(self):
        return self.conn.execute("SELECT 42").fetchone()[0]


def install(registry):
    conn = sqlite3.connect(":memory:")

    def make(*args, **kwargs):
        kwargs["conn"] = conn
        return Store(*args, **kwargs)

    registry["make"] = make
    return conn


def main():
    registry = {}
    conn = install(registry)
    for name in registry:
        print(registry[name](name).answer())
    conn.close()


if __name__ == "__main__":
    main()
