"""The hooks of an Enum are called by it, which does not await them."""

import enum
import sqlite3


class Colour(enum.Enum):
    RED = 1
    BLUE = 2

    @classmethod
    def _missing_(cls, value):
        conn = sqlite3.connect(":memory:")  # refused: ASY108
        found = conn.execute("SELECT 1").fetchone()[0]  # refused: ASY108
        conn.close()  # refused: ASY108
        return cls(found)


def main():
    print(Colour(7), Colour(2))


if __name__ == "__main__":
    main()
