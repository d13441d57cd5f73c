"""A function that may come from outside the project gets a connection: refused, not guessed."""

import sqlite3

try:
    from missing_accelerator import answer
except ImportError:

    def answer(conn):
        return conn.execute("SELECT 'plain'").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    print(answer(conn))  # refused: ASY201 ASY204
    conn.close()


if __name__ == "__main__":
    main()
