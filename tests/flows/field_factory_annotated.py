"""A connection that goes through code outside comes back as what an annotation says: all of it stays."""

import dataclasses
import sqlite3


def connect():
    return sqlite3.connect(":memory:")


@dataclasses.dataclass
class Store:
    conn: sqlite3.Connection = dataclasses.field(default_factory=connect)  # refused: ASY201

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]


def main():
    store = Store()  # refused: ASY202
    print(store.one())
    store.conn.close()


if __name__ == "__main__":
    main()
