"""Protocols turn with what is seen behind them; a dict that is annotated is no queue."""

import sqlite3
import typing as t
from typing import Awaitable, Callable, ClassVar, Dict, List, NamedTuple, Optional, TypedDict

Handler = Callable[["Request"], "Response"]  # -> Handler = Callable[["Request"], Awaitable["Response"]]


class Request(NamedTuple):
    path: str
    conn: sqlite3.Connection


class Response(TypedDict):
    body: str


class Loader(t.Protocol):
    def __call__(self, key: int) -> str: ...  # -> async def __call__(self, key: int) -> str: ...


class Names(t.Protocol):
    def fetch(self, key: int) -> Optional[str]: ...  # -> async def fetch(self, key: int) -> Optional[str]: ...

    def close(self) -> None: ...  # -> async def close(self) -> None: ...

    def size(self) -> int: ...  # stays


class Named(t.Protocol):
    """Nobody calls its method by it."""

    def name(self, key: int) -> str: ...  # -> async def name(self, key: int) -> str: ...


class SqlNames:
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def fetch(self, key: int) -> Optional[str]:
        return str(self.conn.execute("SELECT 'v' || ?", (key,)).fetchone()[0])

    def name(self, key: int) -> str:
        return f"name {self.fetch(key)}"

    def close(self) -> None:
        self.conn.close()

    def size(self) -> int:
        return 1


class MemoryNames:
    def __init__(self) -> None:
        self.data: Dict[int, str] = {}

    def fetch(self, key: int) -> Optional[str]:
        return self.data.get(key)  # stays

    def close(self) -> None:
        self.data.clear()

    def size(self) -> int:
        return len(self.data)


class Router:
    routes: ClassVar[Dict[str, Handler]] = {}

    def __init__(self, middleware: "List[Callable[[Handler], Handler]]") -> None:
        self.middleware = middleware
        self.before: Optional[Callable[[Request], None]] = None
        self.after: "t.Callable[[Request, Response], None] | None" = None  # stays

    def route(self, path: str) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            self.routes[path] = handler
            return handler

        return add

    def dispatch(self, request: Request) -> Response:
        handler = self.routes[request.path]
        for one in self.middleware:
            handler = one(handler)
        if self.before is not None:
            self.before(request)
        result = handler(request)
        if self.after is not None:
            self.after(request, result)
        return result


def upper(handler: Handler) -> Handler:
    def inner(request: Request) -> Response:
        return {"body": handler(request)["body"].upper()}

    return inner


router = Router([upper])


@router.route("/")
def index(request: Request) -> Response:
    return {"body": str(request.conn.execute("SELECT 'index'").fetchone()[0])}


def log(request: Request) -> None:
    print("log", request.conn.execute("SELECT 'log'").fetchone()[0])


def log_after(request: Request, response: Response) -> None:
    print(response["body"])


def use(names: Names, kept: List[Awaitable[None]]) -> Optional[str]:
    try:
        return names.fetch(1)
    finally:
        names.close()


class Doubled:
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def __call__(self, key: int) -> str:
        return str(self.conn.execute("SELECT ? * 2", (key,)).fetchone()[0])


def load_all(loader: Loader, keys: t.Iterable[int]) -> List[str]:
    return [loader(key) for key in keys]


def typed(named: Named) -> Named:
    return named


def with_function(loader: t.Callable[[int], str]) -> str:
    return loader(3)


def pair(conn: sqlite3.Connection) -> t.Tuple[Callable[[], int], Callable[[], str]]:  # -> def pair(conn: aiosqlite.Connection) -> t.Tuple[Callable[[], Awaitable[int]], Callable[[], str]]:
    def one() -> int:
        return int(conn.execute("SELECT 1").fetchone()[0])

    def two() -> str:
        return "two"

    return one, two


def main() -> None:
    conn = sqlite3.connect(":memory:")
    router.before = log
    router.after = log_after
    print(router.dispatch(Request("/", conn)))
    loader = Doubled(conn)
    print(load_all(loader, [1, 2]), with_function(loader), with_function(loader.__call__))
    one, two = pair(conn)
    print(one(), two())
    names = SqlNames(conn)
    print(isinstance(typed(names), SqlNames), names.name(4))
    print(use(MemoryNames(), []), MemoryNames().size(), names.size(), use(names, []))


if __name__ == "__main__":
    main()
