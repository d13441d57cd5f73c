"""An abstract method and all that implement it turn together."""

import abc
import sqlite3


class Store(abc.ABC):
    @abc.abstractmethod
    def get(self, key):
        """The value."""

    def shout(self, key):
        return str(self.get(key)).upper()


class Memory(Store):
    def get(self, key):
        return "memory " + key


class Sqlite(Store):
    def __init__(self, conn):
        self.conn = conn

    def get(self, key):
        return self.conn.execute("SELECT 'sqlite ' || ?", (key,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    for store in (Memory(), Sqlite(conn)):
        print(store.get("a"), store.shout("b"))
    conn.close()


if __name__ == "__main__":
    main()
