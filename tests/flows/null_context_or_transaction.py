"""`with` on a connection commits and has to be wrapped; a nullcontext in its place must not be."""

import contextlib
import sqlite3


def save(conn, items, in_transaction=False):
    with contextlib.nullcontext() if in_transaction else conn:  # refused: ASY204
        for item in items:
            conn.execute("INSERT INTO t VALUES (?)", (item,))


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t(x)")
    save(conn, [1])
    with conn:
        save(conn, [2, 3], in_transaction=True)
    print(conn.execute("SELECT count(*) FROM t").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
