"""`except StopIteration` around what an asynchronous generator ends by."""

import sqlite3


def rows(conn, *numbers):
    for number in numbers:
        yield conn.execute("SELECT ?", (number,)).fetchone()[0]


def first(found):
    return next(found)


def main():
    conn = sqlite3.connect(":memory:")
    found = rows(conn, 1, 2)
    while True:
        try:
            print(next(found))
        except StopIteration:
            break
    names = iter(["a"])
    found = rows(conn, 1, 2)
    try:
        while True:
            print(next(found), next(names))
    except (KeyError, StopIteration) as error:
        print("end", len(error.args))
    try:
        first(rows(conn))
    except StopIteration:
        print("none")
    try:
        next(names)
    except StopIteration:
        print("no name")
    conn.close()


if __name__ == "__main__":
    main()
