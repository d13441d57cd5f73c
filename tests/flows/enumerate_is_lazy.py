"""`enumerate` of a generator takes one item at a time; a list in its place would run it to its end first."""

import sqlite3


def take(conn):
    while True:
        yield conn.execute("SELECT 1").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    for number, row in enumerate(take(conn)):
        if number == 3:
            break
        print(number, row)
    conn.close()


if __name__ == "__main__":
    main()
