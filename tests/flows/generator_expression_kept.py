"""A generator expression that synchronous code consumes can't turn."""

import sqlite3


class Rows:
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len([row for row in self.rows])  # refused: ASY101


def one(conn, key):
    return conn.execute("SELECT ?", (key,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    values = (one(conn, key) for key in (1, 2))
    print(len(Rows(values)))
    conn.close()


if __name__ == "__main__":
    main()
