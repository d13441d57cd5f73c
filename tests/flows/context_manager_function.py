"""`contextlib.contextmanager`: `with` binds what the generator yields."""

import contextlib
import sqlite3


@contextlib.contextmanager
def database(path):
    conn = sqlite3.connect(path)
    try:
        yield conn
        conn.commit()
    finally:
        conn.close()


@contextlib.contextmanager
def cursor(path):
    with database(path) as conn:
        cur = conn.cursor()
        yield cur
        cur.close()


def main():
    with cursor(":memory:") as cur:
        cur.execute("SELECT 1 UNION SELECT 2")
        for row in cur:
            print(row)


if __name__ == "__main__":
    main()
