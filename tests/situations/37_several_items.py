"""Several items in one `with`, only some of which wait: they are left in the same order."""

import contextlib
import io
import sqlite3


@contextlib.contextmanager
def opened(path):
    conn = sqlite3.connect(path)
    try:
        yield conn
    finally:
        conn.close()
        print("connection closed")


@contextlib.contextmanager
def noted(name):
    try:
        yield name
    finally:
        print("left", name)


def main():
    with noted("first"), opened(":memory:") as conn, noted("last") as name, io.StringIO() as text:  # -> async with opened(":memory:") as conn:
        text.write(str(conn.execute("SELECT 1").fetchone()))
        print(name, text.getvalue())


if __name__ == "__main__":
    main()
