"""A member of an Enum that `auto()` numbers is an instance like the others."""

import enum
import sqlite3


class Colour(enum.Enum):
    RED = enum.auto()
    BLUE = enum.auto()

    def count(self, conn):
        return conn.execute("SELECT ?", (self.value,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    print(Colour.BLUE.count(conn))
    conn.close()


if __name__ == "__main__":
    main()
