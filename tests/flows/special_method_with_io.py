"""`len()` can't await `__len__`."""

import sqlite3


class Table:
    def __init__(self, conn):
        self.conn = conn

    def __len__(self):
        return self.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]  # refused: ASY101


def main():
    conn = sqlite3.connect(":memory:")
    print(len(Table(conn)))
    conn.close()


if __name__ == "__main__":
    main()
