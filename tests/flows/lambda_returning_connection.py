"""Lambdas that hand a connection over, without a call that waits."""

import sqlite3


class Container:
    def __init__(self):
        self.providers = {}

    def provide(self, name, provider):
        self.providers[name] = provider

    def get(self, name):
        return self.providers[name]()


def main():
    conn = sqlite3.connect(":memory:")
    container = Container()
    container.provide("conn", lambda: conn)
    print(container.get("conn").execute("SELECT 1").fetchone())
    pick = lambda pair: pair[1]  # noqa: E731
    print(pick(("x", conn)).execute("SELECT 2").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
