"""`A | B` and `Union` of two classes of the project."""

from __future__ import annotations

import sqlite3
import weakref
from typing import Union


class Reader:
    def __init__(self, conn):
        self.conn = conn

    def value(self):
        return self.conn.execute("SELECT 'reader'").fetchone()


class Fixed:
    def value(self):
        return "fixed"


known: weakref.WeakValueDictionary[str, object] = weakref.WeakValueDictionary()


def show(source: Reader | Fixed) -> None:
    print(source.value())


def show_named(name: str) -> None:
    source: Union[Reader, Fixed] = known[name]
    print(source.value())


def main() -> None:
    conn = sqlite3.connect(":memory:")
    reader, fixed = Reader(conn), Fixed()
    known["reader"], known["fixed"] = reader, fixed
    show(reader)
    show(fixed)
    show_named("reader")
    show_named("fixed")
    conn.close()


if __name__ == "__main__":
    main()
