"""`zip`, `map` and their like over generators that wait: they take an item when they are asked for one."""

import itertools
import sqlite3


def rows(conn, count):
    for number in range(count):
        conn.execute("INSERT INTO log VALUES (?)", (number,))
        yield conn.execute("SELECT ?", (number,)).fetchone()[0]


class Countdown:
    def __init__(self, conn, start):
        self.conn = conn
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.conn.execute("SELECT ?", (self.left,)).fetchone()[0]


def chained(conn):
    yield from itertools.chain(rows(conn, 2), ["x"])


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE log(number)")

    def twice(number):
        return conn.execute("SELECT 2 * ?", (number,)).fetchone()[0]

    def log():
        return [row[0] for row in conn.execute("SELECT number FROM log").fetchall()]

    for number, name in zip(rows(conn, 5), ["a", "b"]):
        print(number, name, log())
    print(list(zip(["a", "b", "c"], rows(conn, 2), Countdown(conn, 3))), dict(zip(rows(conn, 2), "ab")))
    print([pair for pair in enumerate(rows(conn, 2), 1)], list(enumerate(Countdown(conn, 2))))
    print(dict(enumerate(rows(conn, 1))), log())
    print(list(itertools.islice(rows(conn, 9), 2)), sum(itertools.islice(rows(conn, 9), 1, 8, 3)), log())
    print(sorted(itertools.chain(rows(conn, 2), [5], Countdown(conn, 1))), list(chained(conn)))
    print(list(map(str, rows(conn, 2))), list(map(twice, rows(conn, 2))), set(filter(twice, rows(conn, 2))))
    print(
        any(map(twice, rows(conn, 5))), next(zip(rows(conn, 3), "a")), [x for x in map(twice, rows(conn, 2))]
    )
    for number in map(twice, Countdown(conn, 3)):
        print(number)
        if number < 3:
            break
    print(len(log()))
    conn.close()


if __name__ == "__main__":
    main()
