"""Examples in docstrings that the program runs: they could not await."""

import doctest
import sqlite3
import sys


def double(number):
    """
    >>> double(2)
    4
    """
    conn = sqlite3.connect(":memory:")  # refused: ASY109
    try:
        return conn.execute("SELECT ? * 2", (number,)).fetchone()[0]  # refused: ASY109
    finally:
        conn.close()  # refused: ASY109


def main():
    print(doctest.testmod(sys.modules[__name__]))


if __name__ == "__main__":
    main()
