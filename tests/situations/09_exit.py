"""`sys.exit(main())`, and a `main` that exits from within."""

import sqlite3
import sys


def check(conn):
    if conn.execute("SELECT 0").fetchone()[0]:
        sys.exit("there is nothing")


def main():
    conn = sqlite3.connect(":memory:")
    check(conn)
    print("checked")
    conn.close()
    return None


if __name__ == "__main__":
    sys.exit(main())  # -> sys.exit(asyncio.run(main()))
