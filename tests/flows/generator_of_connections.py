"""A generator that yields connections."""

import sqlite3


def opened(paths):
    for path in paths:
        conn = sqlite3.connect(path)
        yield path, conn
        conn.close()


def main():
    for path, conn in opened([":memory:", ":memory:"]):
        print(path, conn.execute("SELECT 1").fetchone())


if __name__ == "__main__":
    main()
