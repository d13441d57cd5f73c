"""One call may run a driver's method or one that can't be awaited: refused, not guessed."""

import io
import sqlite3


def finish(things):
    for thing in things:
        thing.close()  # refused: ASY204


def main():
    conn = sqlite3.connect(":memory:")
    print(conn.execute("SELECT 1").fetchone())
    finish([conn, io.StringIO()])


if __name__ == "__main__":
    main()
