"""A generic box of the project: `Box[sqlite3.Connection]`."""

import sqlite3
from typing import Generic, TypeVar

T = TypeVar("T")


class Box(Generic[T]):
    def __init__(self, value: T) -> None:
        self.value = value

    def get(self) -> T:
        return self.value

    def replace(self, value: T) -> "Box[T]":
        return Box(value)


def main() -> None:
    box: Box[sqlite3.Connection] = Box(sqlite3.connect(":memory:"))
    text = Box("plain")
    print(box.get().execute("SELECT 1").fetchone(), text.get().upper())
    print(box.replace(box.get()).get().execute("SELECT 2").fetchone())
    box.get().close()


if __name__ == "__main__":
    main()
