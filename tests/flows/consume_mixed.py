"""`list()` of what may be a list or an asynchronous generator."""

import sqlite3


def rows(conn):
    yield conn.execute("SELECT 1").fetchone()


def show(source):
    print(list(source))  # refused: ASY204


def main():
    conn = sqlite3.connect(":memory:")
    show(rows(conn))
    show([("none",)])
    conn.close()


if __name__ == "__main__":
    main()
