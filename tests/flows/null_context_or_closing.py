"""`nullcontext` for a connection that others close, `closing` for one of our own."""

import contextlib
import sqlite3


def using(conn=None):
    if conn is not None:
        return contextlib.nullcontext(conn)
    return contextlib.closing(sqlite3.connect(":memory:"))


def answer(conn=None):
    with using(conn) as active:
        return active.execute("SELECT 1").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    print(answer(), answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
