"""A connection kept on a `threading.local`."""

import sqlite3
import threading

local = threading.local()


def connection():
    if not hasattr(local, "conn"):
        local.conn = sqlite3.connect(":memory:")
    return local.conn


def main():
    print(connection().execute("SELECT 1").fetchone())
    connection().close()


if __name__ == "__main__":
    main()
