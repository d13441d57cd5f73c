"""A value that went through a ContextVar: `Optional` in an annotation says what it is."""

import sqlite3
from contextvars import ContextVar
from typing import Optional

current: ContextVar = ContextVar("current", default=None)


def answer():
    conn: Optional[sqlite3.Connection] = current.get()
    if conn is None:
        return None
    return conn.execute("SELECT 1").fetchone()


def main():
    print(answer())
    conn = sqlite3.connect(":memory:")
    current.set(conn)
    print(answer())
    conn.close()


if __name__ == "__main__":
    main()
