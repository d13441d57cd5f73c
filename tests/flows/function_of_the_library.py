"""A function that the library calls in a thread of its own must not wait for I/O."""

import sqlite3


def main():
    conn = sqlite3.connect(":memory:")

    def double(number):
        return conn.execute("SELECT 2 * ?", (number,)).fetchone()[0]

    conn.create_function("double", 1, double)  # refused: ASY201
    print(conn.execute("SELECT double(3)").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
