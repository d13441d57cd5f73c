"""A TypedDict, a typing.overload and a NewType."""

import sqlite3
from typing import NewType, TypedDict, overload

Alias = NewType("Alias", object)


class Parts(TypedDict):
    conn: sqlite3.Connection
    name: str


@overload
def pick(parts: Parts, name: None = None) -> sqlite3.Connection: ...
@overload
def pick(parts: Parts, name: str) -> str: ...
def pick(parts, name=None):
    return parts["conn"] if name is None else name


def main():
    parts = Parts(conn=sqlite3.connect(":memory:"), name="x")
    print(pick(parts).execute("SELECT 1").fetchone(), pick(parts, "y"))
    print(Alias(parts["conn"]).execute("SELECT 2").fetchone())
    parts["conn"].close()


if __name__ == "__main__":
    main()
