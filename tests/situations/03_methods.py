"""Calls by `self`, `super()` and `cls`, in a hierarchy of classes."""

import sqlite3


class Store:
    table = "item"

    def __init__(self, conn):
        self.conn = conn

    @classmethod
    def opened(cls, path):
        conn = sqlite3.connect(path)
        store = cls(conn)  # stays
        cls.prepare(conn)  # -> await cls.prepare(conn)
        return store

    @classmethod
    def prepare(cls, conn):
        conn.execute(f"CREATE TABLE {cls.table} (name TEXT)")

    @staticmethod
    def count(conn, table):
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def add(self, name):
        self.conn.execute(f"INSERT INTO {self.table} VALUES (?)", (name,))

    def add_all(self, names):
        for name in names:
            self.add(name)
        return self.count(self.conn, self.table)  # -> return await self.count(self.conn, self.table)

    def close(self):
        self.conn.close()


class Loud(Store):
    table = "loud_item"

    def add(self, name):
        super().add(name.upper())  # -> await super().add(name.upper())
        super(Loud, self).add(name + "!")  # -> await super(Loud, self).add(name + "!")

    def names(self):
        return [name for (name,) in self.conn.execute(f"SELECT name FROM {self.table}")]


def main():
    store = Loud.opened(":memory:")
    print(store.add_all(["a", "b"]), store.names())
    store.close()


if __name__ == "__main__":
    main()
