"""A lambda that does nothing but call: who calls the lambda awaits what that gives."""

import sqlite3


def retry(function, times=3):
    for _ in range(times):
        try:
            return function()
        except sqlite3.OperationalError:
            continue
    raise TimeoutError


def add(conn, first, second):
    return conn.execute("SELECT ? + ?", (first, second)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    print(retry(lambda: add(conn, 1, 2)) + retry(lambda: add(conn, *(3, 4))))
    cursor = retry(lambda: conn.execute("SELECT 5"))
    print(cursor.fetchone()[0])
    print(sorted([2, 1], key=lambda number: abs(number)))
    conn.close()


if __name__ == "__main__":
    main()
