"""`typing.NamedTuple` : by name, by index and unpacked."""

import sqlite3
from typing import Any, NamedTuple


class Pair(NamedTuple):
    name: str
    conn: Any

    def answer(self):
        return self.conn.execute("SELECT ?", (self.name,)).fetchone()


def main():
    pair = Pair("a", sqlite3.connect(":memory:"))
    print(pair.answer(), pair[1].execute("SELECT 1").fetchone())
    name, conn = pair
    print(name, conn.execute("SELECT 2").fetchone())
    for part in pair:
        print(isinstance(part, str))
    conn.close()


if __name__ == "__main__":
    main()
