"""What decorators give in the place of methods and of entry points is a coroutine; aliases may have quotes inside."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Optional, ParamSpec, TypeVar

import sqlite3

if TYPE_CHECKING:
    from sqlite3 import Connection

P = ParamSpec("P")
R = TypeVar("R")

Opener = Callable[[str], "Connection"]  # -> Opener = Callable[[str], Awaitable["Connection"]]
Maker = Callable[["Optional[sqlite3.Connection]"], "Store"]  # -> Maker = Callable[["Optional[aiosqlite.Connection]"], "Store"]


def timed(function: Callable[P, R]) -> Callable[P, R]:  # -> def timed(function: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    return wrapper


def noted(*, label: str) -> Callable[[Callable[P, R]], Callable[P, R]]:  # -> def noted(*, label: str) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Coroutine[Any, Any, R]]]:
    def decorate(function: Callable[P, R]) -> Callable[P, R]:  # -> def decorate(function: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            print(label)
            return function(*args, **kwargs)

        return wrapper

    return decorate


class Base(ABC):
    @abstractmethod
    def load(self, key: int) -> str: ...


class Store(Base):
    def __init__(self, conn: Connection) -> None:
        self.conn = conn

    @timed
    def load(self, key: int) -> str:
        return str(self.conn.execute("SELECT ?", (key,)).fetchone()[0])


def made(conn: Optional[sqlite3.Connection]) -> Store:
    assert conn is not None
    return Store(conn)


def opened(path: str) -> Connection:
    return sqlite3.connect(path)


def run(opener: Opener, maker: Maker) -> None:
    conn = opener(":memory:")
    try:
        base: Base = maker(conn)
        print(base.load(1))
    finally:
        conn.close()


@noted(label="main")
def main() -> None:
    run(opened, made)


if __name__ == "__main__":
    main()
