"""A function returns a tuple; its parts are unpacked, nested and by a loop."""

import sqlite3


def open_pair():
    conn = sqlite3.connect(":memory:")
    return conn, ("label", conn.cursor())


def main():
    conn, (label, cur) = open_pair()
    cur.execute("SELECT 1")
    print(label, cur.fetchone())
    for number, (name, connection) in enumerate([("first", conn), ("again", conn)]):
        print(number, name, connection.execute("SELECT 2").fetchall())
    conn.close()


if __name__ == "__main__":
    main()
