"""`map`, `filter` and `reduce` with a function that waits."""

import functools
import sqlite3


def twice(conn, number):
    return conn.execute("SELECT ? * 2", (number,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")

    def double(number):
        return twice(conn, number)

    def is_big(number):
        return twice(conn, number) > 2

    def added(total, number):
        return total + twice(conn, number)

    print(list(map(double, [1, 2])), list(filter(is_big, [1, 2])), functools.reduce(added, [1, 2], 0))
    for number in map(double, [3]):  # -> async for number in (await double(item) for item in [3]):
        print(number)
    conn.close()


if __name__ == "__main__":
    main()
