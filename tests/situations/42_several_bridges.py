"""A program that starts more than one thing by itself: its bridges may not each have a loop of their own."""

import sqlite3

conn = sqlite3.connect(":memory:")


def prepare():
    conn.execute("CREATE TABLE item (name TEXT)")


def fill(*names):
    conn.executemany("INSERT INTO item VALUES (?)", [(name,) for name in names])
    conn.commit()


def report():
    print([name for (name,) in conn.execute("SELECT name FROM item")])


if __name__ == "__main__":
    prepare()
    fill("tea", "milk")  # refused: ASY103
    report()  # refused: ASY103
