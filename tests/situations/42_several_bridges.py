"""A program that starts more than one thing by itself: its bridges share a connection, and so a loop."""

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
    prepare()  # -> run_coroutine(prepare())
    fill("tea", "milk")  # -> run_coroutine(fill("tea", "milk"))
    report()  # -> run_coroutine(report())
