"""Subclasses registered by `__init_subclass__`, made through the registry."""

import sqlite3


class Plugin:
    known = {}

    def __init_subclass__(cls, name, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.known[name] = cls

    def __init__(self, conn):
        self.conn = conn


class Count(Plugin, name="count"):
    def run(self):
        return self.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()


class One(Plugin, name="one"):
    def run(self):
        return self.conn.execute("SELECT 1").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    for name in sorted(Plugin.known):
        print(name, Plugin.known[name](conn).run())
    conn.close()


if __name__ == "__main__":
    main()
