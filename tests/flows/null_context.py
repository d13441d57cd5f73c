"""`contextlib.nullcontext` stands for a connection that others close."""

import contextlib
import sqlite3


def answer(conn):
    with contextlib.nullcontext(conn) as active:
        return active.execute("SELECT 1").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    print(answer(conn), answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
