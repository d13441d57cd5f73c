"""A connection bound through `nonlocal`, and used by a sibling function."""

import sqlite3


def lazily(path):
    conn = None

    def get():
        nonlocal conn
        if conn is None:
            conn = sqlite3.connect(path)
        return conn

    def close():
        if conn is not None:
            conn.close()

    return get, close


def main():
    get, close = lazily(":memory:")
    get().execute("CREATE TABLE t (x)")
    print(get().execute("SELECT count(*) FROM sqlite_master").fetchone())
    close()


if __name__ == "__main__":
    main()
