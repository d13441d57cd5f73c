"""`yield from`: of a generator that waits, of a list; where its value is used it is refused elsewhere."""

import sqlite3


def names(conn):
    for (name,) in conn.execute("SELECT 'a' UNION ALL SELECT 'b'"):
        yield name


def all_names(conn):
    yield "first"
    yield from names(conn)  # -> async for item in names(conn):
    yield from ["last"]


def main():
    conn = sqlite3.connect(":memory:")
    print(list(all_names(conn)))
    conn.close()


if __name__ == "__main__":
    main()
