"""`functools.partial` with positional and keyword arguments, and a partial of a partial."""

import functools
import sqlite3


def find(conn, table, *, limit):
    return conn.execute(f"SELECT * FROM {table} LIMIT ?", (limit,)).fetchall()


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (x)")
    conn.execute("INSERT INTO t VALUES (1), (2), (3)")
    bound = functools.partial(find, conn)
    two = functools.partial(bound, limit=2)
    print(two("t"), bound("t", limit=1))
    conn.close()


if __name__ == "__main__":
    main()
