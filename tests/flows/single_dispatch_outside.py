"""A function of Python itself is registered: what the dispatcher gives is not always awaitable."""

import functools
import sqlite3


@functools.singledispatch
def text(value):
    return None


@text.register
def _(value: sqlite3.Connection):
    return str(value.execute("SELECT 1").fetchone())  # refused: ASY107


text.register(int, str)


def main():
    conn = sqlite3.connect(":memory:")
    print(text(conn), text(2), text(""))
    conn.close()


if __name__ == "__main__":
    main()
