"""A generator that does I/O, with the loops over it, and one that is left early."""

import sqlite3


def names(conn):
    try:
        for (name,) in conn.execute("SELECT 'a' UNION ALL SELECT 'b' UNION ALL SELECT 'c'"):
            yield name
    finally:
        print("done")


def upper(items):
    for item in items:
        yield item.upper()


def first(conn, wanted):
    for name in names(conn):
        if name == wanted:
            return name
    return None


def main():
    conn = sqlite3.connect(":memory:")
    for index, name in enumerate(names(conn)):
        print(index, name)
    for name in upper(names(conn)):  # -> async for name in upper(names(conn)):
        print(name)
    print(first(conn, "b"))
    conn.close()


if __name__ == "__main__":
    main()
