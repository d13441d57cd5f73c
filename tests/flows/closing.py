"""`contextlib.closing` around connections and cursors."""

import contextlib
import sqlite3


def main():
    with contextlib.closing(sqlite3.connect(":memory:")) as conn:
        with contextlib.closing(conn.cursor()) as cur:
            cur.execute("SELECT 1")
            print(cur.fetchone())


if __name__ == "__main__":
    main()
