"""A lambda can't await."""

import sqlite3


def apply(function, value):
    return function(value) + 1


def main():
    conn = sqlite3.connect(":memory:")
    print(apply(lambda value: conn.execute("SELECT ?", (value,)).fetchone()[0], 2))  # refused: ASY104
    conn.close()


if __name__ == "__main__":
    main()
