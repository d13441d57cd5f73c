"""A class that may stand for a connection has no method of that name: `dict.close` and `Generic.__call__` are nothing."""

import sqlite3
from typing import Generic, TypeVar

T = TypeVar("T")


class Box(Generic[T]):
    def __init__(self, kind=dict):
        self.held = kind

    def close(self):
        self.held.close()


def main():
    box = Box()
    box.held = sqlite3.connect(":memory:")
    print(box.held.execute("SELECT 1").fetchone())
    box.close()


if __name__ == "__main__":
    main()
