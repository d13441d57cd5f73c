"""`@contextmanager`, and an ExitStack that enters it."""

import contextlib
import sqlite3


@contextlib.contextmanager  # -> @contextlib.asynccontextmanager
def opened(path):
    conn = sqlite3.connect(path)
    try:
        yield conn
    finally:
        conn.close()
        print("closed")


def copied(paths):
    with contextlib.ExitStack() as stack:
        conns = [stack.enter_context(opened(path)) for path in paths]  # -> conns = [await stack.enter_async_context(opened(path)) for path in paths]
        stack.callback(print, "leaving")  # stays
        return [conn.execute("SELECT 1").fetchone() for conn in conns]


def main():
    with opened(":memory:") as conn:
        print(conn.execute("SELECT 2").fetchone())
    print(copied([":memory:", ":memory:"]))


if __name__ == "__main__":
    main()
