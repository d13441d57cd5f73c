"""A Protocol that nobody inherits from: its member turns with those that fit it."""

import sqlite3
from typing import Protocol


class Store(Protocol):
    def get(self, key: str) -> str: ...


class Sqlite:
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def get(self, key: str) -> str:
        return str(self.conn.execute("SELECT 'sqlite ' || ?", (key,)).fetchone()[0])


def shout(store: Store, key: str) -> str:
    return store.get(key).upper()


def main() -> None:
    conn = sqlite3.connect(":memory:")
    print(shout(Sqlite(conn), "a"))
    conn.close()


if __name__ == "__main__":
    main()
