"""One value under several names, swapped, deleted and bound again."""

import sqlite3


def main():
    left = right = sqlite3.connect(":memory:")
    other = sqlite3.connect(":memory:")
    right, other = other, right
    left.execute("CREATE TABLE t (x)")
    print(right.execute("SELECT count(*) FROM sqlite_master").fetchone())
    print(other.execute("SELECT count(*) FROM sqlite_master").fetchone())
    del left
    left = right if right is not other else None
    print(left.execute("SELECT 1").fetchone())
    right.close()
    other.close()


if __name__ == "__main__":
    main()
