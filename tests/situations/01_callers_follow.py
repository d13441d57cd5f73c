"""All who call, however far up, wait; who only hands on the function's result does too, in branches and loops."""

import sqlite3


def price(conn, number):
    return conn.execute("SELECT ? * 10", (number,)).fetchone()[0]


def handed_on(conn, number):
    return price(conn, number)


def chosen(conn, number):
    return handed_on(conn, number) if number else 0  # -> return await handed_on(conn, number) if number else 0


def total(conn, numbers):
    found = 0
    for number in numbers:
        if number > 1:
            found += chosen(conn, number)  # -> found += await chosen(conn, number)
    return found


def countdown(conn, number):
    if number == 0:
        return []
    return [handed_on(conn, number), *countdown(conn, number - 1)]  # -> return [await handed_on(conn, number), *await countdown(conn, number - 1)]


def plain(number):  # stays
    return number * 2


def main():
    conn = sqlite3.connect(":memory:")
    try:
        print(total(conn, [0, 1, 2, 3]), countdown(conn, 2), plain(4))
    finally:
        conn.close()


if __name__ == "__main__":
    main()  # -> asyncio.run(main())
