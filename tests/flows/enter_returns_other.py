"""A context manager that binds something else: the connection."""

import sqlite3


class Opened:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.conn = sqlite3.connect(self.path)
        return self.conn

    def __exit__(self, kind, error, trace):
        self.conn.close()
        return kind is ValueError


def main():
    with Opened(":memory:") as conn:
        print(conn.execute("SELECT 1").fetchone())
        raise ValueError
    opened = Opened(":memory:")
    with opened as conn, Opened(":memory:") as other:
        print(conn.execute("SELECT 2").fetchone(), other.execute("SELECT 3").fetchone())


if __name__ == "__main__":
    main()
