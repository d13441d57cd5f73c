"""A dataclass whose annotation says nothing: only the value tells what the field holds."""

import sqlite3
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Setup:
    name: str
    conn: Any = None


def main():
    setup = replace(Setup("a"), conn=sqlite3.connect(":memory:"))
    other = Setup("b", setup.conn)
    print(setup.conn.execute("SELECT 1").fetchone(), other.conn.execute("SELECT 2").fetchone())
    other.conn.close()


if __name__ == "__main__":
    main()
