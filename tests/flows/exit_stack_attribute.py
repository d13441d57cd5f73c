"""A method of ExitStack without a counterpart is used by name."""

import contextlib
import sqlite3


class Session:
    def __init__(self, conn):
        self.conn = conn

    def __enter__(self):
        return self.conn.execute("SELECT 1").fetchone()

    def __exit__(self, *exc):
        self.conn.execute("SELECT 1")


class App:
    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.conn = sqlite3.connect(":memory:")
        print(self.stack.enter_context(Session(self.conn)))
        return self

    def __exit__(self, *exc):
        self.stack.__exit__(*exc)  # refused: ASY202
        self.conn.close()


def main():
    with App() as app:
        print(app.conn.execute("SELECT 2").fetchone())


if __name__ == "__main__":
    main()
