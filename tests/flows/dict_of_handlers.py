"""Handlers looked up in a dict; those that do no I/O have to follow."""

import sqlite3


def count(conn, _):
    return conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def echo(_, text):
    return text


HANDLERS = {"count": count, "echo": echo}


def dispatch(conn, command, text):
    handler = HANDLERS.get(command)
    return handler(conn, text) if handler else None


def main():
    conn = sqlite3.connect(":memory:")
    print(dispatch(conn, "count", ""), dispatch(conn, "echo", "hello"), dispatch(conn, "no", ""))
    print(HANDLERS["echo"](conn, "direct"))
    conn.close()


if __name__ == "__main__":
    main()
