"""`send` and `throw` have a counterpart, `return` with a value has none."""

import sqlite3


def running(conn):
    total = 0
    while True:
        number = yield total
        if number is None:
            return
        total = conn.execute("SELECT ? + ?", (total, number)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    sums = running(conn)
    print(next(sums), sums.send(2), sums.send(3))  # -> print(await anext(sums), await sums.asend(2), await sums.asend(3))
    sums.close()  # -> await sums.aclose()
    conn.close()


if __name__ == "__main__":
    main()
