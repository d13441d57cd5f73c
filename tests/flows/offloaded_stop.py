"""A function that raises StopIteration can't move to a thread: the await would never end."""

import sqlite3


class Numbers:
    def __init__(self, path):
        self.path = path

    def take(self):  # asyncify: keep-sync
        conn = sqlite3.connect(self.path)  # refused: ASY109
        row = conn.execute("SELECT 1").fetchone()  # refused: ASY109
        conn.close()  # refused: ASY109
        if row is None:
            raise StopIteration
        return row[0]


def main():
    conn = sqlite3.connect(":memory:")
    numbers = Numbers(":memory:")
    print(numbers.take(), conn.execute("SELECT 2").fetchone())  # refused: ASY211
    conn.close()


if __name__ == "__main__":
    main()
