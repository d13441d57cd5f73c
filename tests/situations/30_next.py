"""`next` of a generator that waits: with a default, without, and the end of it."""

import sqlite3


def names(conn):
    for (name,) in conn.execute("SELECT 'a' UNION ALL SELECT 'b'"):
        yield name


def main():
    conn = sqlite3.connect(":memory:")
    found = names(conn)
    print(next(found), next(found))  # -> print(await anext(found), await anext(found))
    print(next(found, "nobody"))  # -> print(await anext(found, "nobody"))
    try:
        next(found)
    except StopIteration:  # -> except StopAsyncIteration:
        print("end")
    conn.close()


if __name__ == "__main__":
    main()
