"""`ExitStack.enter_context` binds what entering gives."""

import contextlib
import sqlite3


@contextlib.contextmanager
def database(name):
    conn = sqlite3.connect(":memory:")
    print("open", name)
    yield conn
    conn.close()
    print("close", name)


def main():
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(database("first"))
        others = [stack.enter_context(database(name)) for name in ("second", "third")]
        print(first.execute("SELECT 1").fetchone())
        print([conn.execute("SELECT 2").fetchone() for conn in others])


if __name__ == "__main__":
    main()
