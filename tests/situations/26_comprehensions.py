"""Comprehensions of all kinds, nested, with conditions."""

import sqlite3


def twice(conn, number):
    return conn.execute("SELECT ? * 2", (number,)).fetchone()[0]


def is_small(conn, number):
    return bool(conn.execute("SELECT ? < 3", (number,)).fetchone()[0])


def main():
    conn = sqlite3.connect(":memory:")
    numbers = [1, 2, 3]
    print([twice(conn, number) for number in numbers])  # -> print([await twice(conn, number) for number in numbers])
    print({number: twice(conn, number) for number in numbers if is_small(conn, number)})
    print(sorted({twice(conn, number) for number in numbers}))
    print([[twice(conn, a * b) for a in numbers] for b in numbers if is_small(conn, b)])
    print([a + b for a in numbers for b in [twice(conn, a)]])
    conn.close()


if __name__ == "__main__":
    main()
