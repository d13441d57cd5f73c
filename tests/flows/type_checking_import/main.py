"""Imports under `TYPE_CHECKING` still say what a parameter is."""

import sqlite3

import reader


def main():
    conn = sqlite3.connect(":memory:")
    reader.current.set(reader.Reader(conn))
    print(reader.answer())
    conn.close()


if __name__ == "__main__":
    main()
