"""A connection of a module that is closed when the process ends: the event loop closes it when it shuts down."""

import atexit
import sqlite3

conn = sqlite3.connect(":memory:")
atexit.register(conn.close)


def main():
    print(conn.execute("SELECT 1").fetchone()[0])


if __name__ == "__main__":
    main()
