"""A call whose result nobody wants: forgotten, it would never run, and nothing would fail."""

import contextlib
import sqlite3


def save(conn, name):
    conn.execute("INSERT INTO item VALUES (?)", (name,))
    conn.commit()


def save_twice(conn, name):
    save(conn, name); save(conn, name)  # -> await save(conn, name); await save(conn, name)


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def save(self, name):
        save(self.conn, name)


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (name TEXT)")
    save(conn, "a")
    if conn: save(conn, "b")  # -> if conn: await save(conn, "b")
    with contextlib.suppress(ValueError):
        save_twice(conn, "c")
    try:
        pass
    finally:
        Repo(conn).save("d")  # -> await Repo(conn).save("d")
    print(conn.execute("SELECT count(*) FROM item").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
