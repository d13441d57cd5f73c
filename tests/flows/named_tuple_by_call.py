"""`collections.namedtuple`: by name, by index and unpacked."""

import collections
import sqlite3

Pair = collections.namedtuple("Pair", "name conn")


def main():
    pair = Pair("b", sqlite3.connect(":memory:"))
    print(pair.conn.execute("SELECT 3").fetchone(), pair[1].execute("SELECT 4").fetchone())
    name, conn = pair
    print(name, conn.execute("SELECT 2").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
