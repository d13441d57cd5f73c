"""`yield from` over what may be a list or an asynchronous generator."""

import sqlite3


def rows(conn):
    yield conn.execute("SELECT 1").fetchone()


def either(conn):
    source = rows(conn) if conn is not None else [("none",)]
    yield from source  # refused: ASY204


def main():
    conn = sqlite3.connect(":memory:")
    print(list(either(conn)), list(either(None)))
    conn.close()


if __name__ == "__main__":
    main()
