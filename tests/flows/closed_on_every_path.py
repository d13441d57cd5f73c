"""What sqlite3 leaves to the garbage collector has to be closed: an open aiosqlite connection keeps the process."""

import os
import sqlite3
import sys
import tempfile

PATH = os.path.join(tempfile.mkdtemp(), "app.db")


def get_db():
    return sqlite3.connect(PATH)


def load(conn, key):
    row = conn.execute("SELECT v FROM kv WHERE k = ?", (key,)).fetchone()
    if row is None:
        raise LookupError(f"no such key: {key}")
    return row[0]


def raises():
    conn = sqlite3.connect(PATH)
    print(load(conn, "a"))
    print(load(conn, "b"))
    conn.close()
    print("not reached")


def returns_early():
    conn = get_db()
    try:
        if load(conn, "a"):
            return "early"
    except sqlite3.OperationalError:
        return "failed"
    conn.close()
    return "late"


def opens_twice():
    with get_db() as conn:
        conn.execute("INSERT INTO kv VALUES ('c', 3)")
    conn = get_db()
    print(load(conn, "c"))


def goes_on():
    conn = get_db()
    total = load(conn, "a") + load(conn, "c")
    conn.close()  # nothing else needs it
    return total


def rows():
    conn = get_db()
    for row in conn.execute("SELECT k, v FROM kv ORDER BY k"):
        yield row
    conn.close()


def main():
    with get_db() as conn:
        conn.execute("CREATE TABLE kv(k, v)")
        conn.execute("INSERT INTO kv VALUES ('a', 1)")
    try:
        raises()
    except LookupError as error:
        print(error)
    print(returns_early())
    opens_twice()
    print(goes_on())
    print([row for row in rows()])
    last = get_db()
    print(load(last, "a"))
    sys.exit(0)
    last.close()


if __name__ == "__main__":
    main()
