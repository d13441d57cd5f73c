"""Lambdas whose callers await what they give."""

import sqlite3


def name(conn, number):
    return conn.execute("SELECT 'n' || ?", (number,)).fetchone()[0]


def applied(function, number):
    return function(number)


def main():
    conn = sqlite3.connect(":memory:")
    find = lambda number: name(conn, number)
    print(find(1), applied(lambda number: name(conn, number), 2))  # -> print(await find(1), await applied(lambda number: name(conn, number), 2))
    conn.close()


if __name__ == "__main__":
    main()
