"""A connection bound through `global`."""

import sqlite3

_conn = None


def get():
    global _conn
    if _conn is None:
        _conn = sqlite3.connect(":memory:")
    return _conn


def close():
    global _conn
    if _conn is not None:
        _conn.close()
        _conn = None


def main():
    get().execute("CREATE TABLE t (x)")
    print(_conn.execute("SELECT count(*) FROM sqlite_master").fetchone())
    close()
    print(get().execute("SELECT count(*) FROM sqlite_master").fetchone())
    close()


if __name__ == "__main__":
    main()
