"""A generator that a loop leaves early cleans up at once, before what follows the loop."""

import sqlite3


def rows(conn, count):
    try:
        with conn:
            for number in range(count):
                yield conn.execute("SELECT ?", (number,)).fetchone()[0]
    finally:
        print("cleaned up")


def plain(conn):
    for number in range(5):
        yield conn.execute("SELECT ?", (number,)).fetchone()[0]


def first(conn, wanted):
    for number in rows(conn, 9):
        if number >= wanted:
            return number
    return None


def main():
    conn = sqlite3.connect(":memory:")
    for number in rows(conn, 5):
        if number == 1:
            break
        for _ in rows(conn, 1):
            continue
    else:
        print("never")
    print("after the loop")
    print(first(conn, 3))
    for number in plain(conn):
        if number:
            break
    some = rows(conn, 3)
    for number in some:
        break
    for number in some:
        print("goes on", number)
    print(next(rows(conn, 3)), next(rows(conn, 0), "none"))
    try:
        for number in rows(conn, 3):
            raise ValueError(number)
    except ValueError as error:
        print(error)
    conn.close()


if __name__ == "__main__":
    main()
