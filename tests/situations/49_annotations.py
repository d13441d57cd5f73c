"""Annotations follow what turned, in each place where one can stand; the others stay."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import ContextManager, Generic, Optional, ParamSpec, Protocol, TypeVar, overload

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

Finder = Callable[[int], Optional[str]]  # an alias  # -> Finder = Callable[[int], Awaitable[Optional[str]]]  # an alias
Shower = Callable[[str], None]  # stays


def logged(label: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            print(label)
            return function(*args, **kwargs)

        return wrapper

    return decorate


class Names(Protocol):
    """Nobody inherits from it: its methods turn with those that fit."""

    def get(self, number: int) -> str | None: ...

    def all(self) -> Iterator[str]: ...

    def opened(self) -> ContextManager[str]: ...

    def label(self) -> str: ...  # stays


class SqlNames:
    def __init__(self, conn: "sqlite3.Connection") -> None:  # -> def __init__(self, conn: "aiosqlite.Connection") -> None:
        self.conn = conn

    def label(self) -> str:
        return "sql"

    def get(self, number: int) -> str | None:
        return str(self.conn.execute("SELECT 'name ' || ?", (number,)).fetchone()[0])

    def all(self) -> Iterator[str]:
        for row in self.conn.execute("SELECT 'a' UNION SELECT 'b'"):
            yield str(row[0])

    def in_turn(self) -> "Generator[str, None, None]":
        for row in self.conn.execute("SELECT 'b' UNION SELECT 'a'"):
            yield str(row[0])

    @contextlib.contextmanager
    def opened(self) -> Iterator[str]:
        yield str(self.conn.execute("SELECT 'opened'").fetchone()[0])


class Store(ABC, Generic[T]):
    @abstractmethod
    def load(self, key: int) -> T: ...

    @abstractmethod
    def each(self) -> Iterator[T]: ...


class TextStore(Store[str]):
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def load(self, key: int) -> str:
        return str(self.conn.execute("SELECT 'text ' || ?", (key,)).fetchone()[0])

    def each(self) -> Iterator[str]:
        for row in self.conn.execute("SELECT 'one'"):
            yield str(row[0])


@overload
def find(conn: sqlite3.Connection, key: int) -> str: ...
@overload
def find(conn: sqlite3.Connection, key: str) -> list[str]: ...
def find(conn: sqlite3.Connection, key: int | str) -> str | list[str]:
    found = str(conn.execute("SELECT ?", (key,)).fetchone()[0])
    return found if isinstance(key, int) else [found]


@dataclass
class Service:
    names: Names
    finder: Finder
    show: Shower
    on_found: Callable[[str], None] | None = None  # -> on_found: Callable[[str], Awaitable[None]] | None = None
    hooks: list[Callable[[str], None]] = field(default_factory=list)
    handlers: dict[str, "Callable[[int], str]"] = field(default_factory=dict)

    def describe(self, number: int) -> str:
        found = self.names.get(number)
        if found is not None and self.on_found is not None:
            self.on_found(found)
        for hook in self.hooks:
            hook(found or "")
        with self.names.opened() as opened:
            self.show(opened)
        return f"{found} {self.names.label()}"

    def handle(self, name: str, number: int) -> str | None:
        print(self.handlers[name](number))
        return self.finder(number)

    def joined(self) -> str:
        result = ""
        for name in self.names.all():
            result += name
        return result


def again(action: Callable[[], T], times: int = 2) -> T:
    for _ in range(times - 1):
        action()
    return action()


def upper(names: Iterable[str]) -> list[str]:  # -> async def upper(names: AsyncIterable[str]) -> list[str]:
    return [name.upper() for name in names]


def lower(names: Iterable[str]) -> list[str]:  # stays
    return [name.lower() for name in names]


@logged("count")
def count(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT 3").fetchone()[0])


def each_of(store: Store[T]) -> Iterator[T]:  # -> def each_of(store: Store[T]) -> AsyncIterator[T]:
    return store.each()


def shown(text: str) -> None:
    print("shown", text)


def main() -> None:
    conn = sqlite3.connect(":memory:")
    names = SqlNames(conn)

    def write(text: str) -> None:
        print(conn.execute("SELECT 'written ' || ?", (text,)).fetchone()[0])

    def text_of(number: int) -> str:
        return str(conn.execute("SELECT 'text of ' || ?", (number,)).fetchone()[0])

    service = Service(names, names.get, shown, on_found=write, hooks=[write], handlers={"text": text_of})
    print(service.describe(1))
    print(service.handle("text", 2))
    print(service.joined())
    print(upper(names.all()), lower(["A"]), list(names.in_turn()))
    print(again(lambda: count(conn)))
    store = TextStore(conn)
    print(store.load(5), list(each_of(store)))
    print(find(conn, 1), find(conn, "b"))
    conn.close()


if __name__ == "__main__":
    main()
