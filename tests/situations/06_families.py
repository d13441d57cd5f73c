"""A method and those that override it, or that stand for an interface, turn together."""

import abc
import sqlite3
from typing import Protocol


class Source(abc.ABC):
    @abc.abstractmethod
    def rows(self):
        """What there is."""

    def first(self):
        return self.rows()[0]  # -> return (await self.rows())[0]


class Fixed(Source):
    def rows(self):
        return ["fixed"]


class Stored(Source):
    def __init__(self, conn):
        self.conn = conn

    def rows(self):
        return [name for (name,) in self.conn.execute("SELECT 'stored'")]


class HasRows(Protocol):
    def rows(self) -> list[str]: ...  # -> async def rows(self) -> list[str]: ...


def shown(source: HasRows) -> str:
    return ", ".join(source.rows())


def main():
    conn = sqlite3.connect(":memory:")
    for source in (Fixed(), Stored(conn)):
        print(source.first(), shown(source))
    conn.close()


if __name__ == "__main__":
    main()
