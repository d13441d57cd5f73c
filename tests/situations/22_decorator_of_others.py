"""What a decorator of another library does with the function is not known: it is refused."""

import reprlib
import sqlite3


class Item:
    def __init__(self, path):
        self.path = path

    @reprlib.recursive_repr()
    def label(self):
        conn = sqlite3.connect(self.path)  # refused: ASY107
        try:
            return conn.execute("SELECT 'item'").fetchone()[0]  # refused: ASY107
        finally:
            conn.close()  # refused: ASY107


def main():
    print(Item(":memory:").label())


if __name__ == "__main__":
    main()
