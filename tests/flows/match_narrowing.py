"""`match` on classes binds and narrows."""

import sqlite3
from dataclasses import dataclass


@dataclass
class Wrapped:
    conn: sqlite3.Connection


def answer(source):
    match source:
        case str():
            return source.upper()
        case Wrapped(conn=inner):
            return inner.execute("SELECT 'wrapped'").fetchone()
        case [first, *_]:
            return first.execute("SELECT 'listed'").fetchone()
        case {"conn": found}:
            return found.execute("SELECT 'keyed'").fetchone()
        case other:
            return other.execute("SELECT 'plain'").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    for source in ("text", Wrapped(conn), [conn], {"conn": conn}, conn):
        print(answer(source))
    conn.close()


if __name__ == "__main__":
    main()
