"""An ExitStack with what waits and what does not, filled by others, closed by hand, and one that stays."""

import contextlib
import sqlite3
from contextlib import ExitStack, closing


class Session:
    def __init__(self, conn):
        self.conn = conn

    def __enter__(self):
        print("begin", self.conn.execute("SELECT 1").fetchone())
        return self.conn

    def __exit__(self, *exc):
        self.conn.execute("SELECT 1")
        print("end")


@contextlib.contextmanager
def noted(name):
    print("enter", name)
    yield name
    print("leave", name)


def fill(stack: ExitStack):
    conn = stack.enter_context(closing(sqlite3.connect(":memory:")))
    stack.enter_context(noted("filled"))
    return conn


class App:
    def __init__(self):
        self.stack = contextlib.ExitStack()

    def open(self):
        self.conn = sqlite3.connect(":memory:")
        self.stack.callback(self.conn.close)
        self.stack.callback(print, "last")

    def close(self):
        self.stack.close()


def main():
    with ExitStack() as stack:
        conn = fill(stack)
        session = stack.enter_context(Session(conn))
        stack.callback(print, "called back")
        print(session.execute("SELECT 2").fetchone())
        stack.enter_context(conn)
        kept = stack.pop_all()
    kept.close()
    app = App()
    app.open()
    print(app.conn.execute("SELECT 3").fetchone())
    app.close()


def other():
    with contextlib.ExitStack() as plain:  # stays
        print(plain.enter_context(noted("plain")))


if __name__ == "__main__":
    main()
    other()
