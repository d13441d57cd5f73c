"""Named tuples: made from a list, by `typing`, as a base with methods; and `_replace`."""

import collections
import sqlite3
import typing

Listed = collections.namedtuple("Listed", ["name", "conn"])
Typed = typing.NamedTuple("Typed", [("name", str), ("conn", typing.Any)])


class Repo(collections.namedtuple("Repo", "name, conn")):
    def value(self, number):
        return self.conn.execute("SELECT ?", (number,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    print(Listed("a", conn=conn).conn.execute("SELECT 1").fetchone())
    print(Typed("b", conn)[1].execute("SELECT 2").fetchone())
    repo = Repo("c", None)._replace(conn=conn)
    print(repo.value(3))
    for item in Listed("d", conn):
        print(item.execute("SELECT 4").fetchone() if item is conn else item)
    conn.close()


if __name__ == "__main__":
    main()
