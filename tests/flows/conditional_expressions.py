"""Values that come out of `or`, `and`, `if … else` and a ternary chain."""

import sqlite3


def using(conn=None):
    active = conn or sqlite3.connect(":memory:")
    found = active.execute("SELECT 1").fetchone()
    if conn is None:
        active.close()
    return found


def pick(flag, left, right):
    return (left if flag else right) and (right if flag else left)


def main():
    conn = sqlite3.connect(":memory:")
    other = sqlite3.connect(":memory:")
    print(using(), using(conn))
    print(pick(True, conn, other).execute("SELECT 2").fetchone())
    conn.close()
    other.close()


if __name__ == "__main__":
    main()
