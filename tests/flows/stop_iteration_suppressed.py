"""StopIteration is named where no `except` stands."""

import contextlib
import sqlite3


def rows(conn):
    yield conn.execute("SELECT 1").fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    found = rows(conn)
    with contextlib.suppress(StopIteration):
        print(next(found))  # refused: ASY202
        print(next(found))  # refused: ASY202
    conn.close()


if __name__ == "__main__":
    main()
