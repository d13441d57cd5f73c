"""The hooks of an Enum are called by it; members that `auto()` numbers are instances like the others."""

import enum
import sqlite3


class Colour(enum.Enum):
    RED = enum.auto()
    BLUE = enum.auto()

    @classmethod
    def _missing_(cls, value):
        conn = sqlite3.connect(":memory:")  # refused: ASY108
        conn.execute("SELECT 1")
        conn.close()
        return cls.RED

    def count(self, conn):
        return conn.execute("SELECT ?", (self.value,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    print(Colour.BLUE.count(conn))
    conn.close()


if __name__ == "__main__":
    main()
    print(Colour(7))
