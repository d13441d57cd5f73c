"""Connections through `zip`, `enumerate`, `itertools`, `sorted`, `max` and `functools.reduce`."""

import functools
import itertools
import sqlite3


def keep_last(left, right):
    return right


def main():
    conns = [sqlite3.connect(":memory:"), sqlite3.connect(":memory:")]
    for name, conn in zip("ab", conns):
        print(name, conn.execute("SELECT 1").fetchone())
    for number, conn in enumerate(conns, 1):
        print(number, conn.execute("SELECT 2").fetchone())
    for conn in itertools.chain(conns[:1], conns[1:]):
        print(conn.execute("SELECT 3").fetchone())
    for conn in reversed(sorted(conns, key=id)):
        print(conn.execute("SELECT 4").fetchone())
    for left, right in itertools.product(conns, conns):
        print(left.execute("SELECT 5").fetchone(), right.execute("SELECT 6").fetchone())
    print(max(conns, key=id).execute("SELECT 7").fetchone())
    print(functools.reduce(keep_last, conns).execute("SELECT 8").fetchone())
    print(next(iter(conns)).execute("SELECT 9").fetchone())
    first, *_ = map(lambda conn: conn, conns)
    print(first.execute("SELECT 10").fetchone())
    for conn in conns:
        conn.close()


if __name__ == "__main__":
    main()
