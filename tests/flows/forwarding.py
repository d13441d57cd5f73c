"""`*args` and `**kwargs` forwarded, keyword-only and positional-only parameters."""

import sqlite3


def ask(conn, /, number, *, twice=False):
    return conn.execute("SELECT ?", (number * 2 if twice else number,)).fetchone()


def outer(*args, **kwargs):
    return inner(*args, **kwargs)


def inner(first, *rest, **options):
    return options.pop("call")(first, *rest, **options)


def main():
    conn = sqlite3.connect(":memory:")
    print(outer(conn, 4, call=ask, twice=True), outer(*[conn, 1], **{"call": ask}))
    conn.close()


if __name__ == "__main__":
    main()
