"""A cursor, or a generator over one, that a function returns needs the connection that the function opened."""

import sqlite3


def cursor():
    conn = sqlite3.connect(":memory:")  # refused: ASY210
    return conn.execute("SELECT 1 UNION SELECT 2")


def lines(rows):
    for row in rows:
        yield row[0]


def generator():
    conn = sqlite3.connect(":memory:")  # refused: ASY210
    return lines(conn.execute("SELECT 3 UNION SELECT 4"))


def main():
    print([row for row in cursor()])
    print([row for row in generator()])


if __name__ == "__main__":
    main()
