"""Annotations count where no value was seen: of type variables, and of classes whose heirs have what they lack.

And they follow what turned: what was well typed stays so.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api as mypy

from asyncifier.api import Options, apply_changes, make_plan

BOUND = """
import sqlite3
from typing import TypeVar

Conn = TypeVar("Conn", bound=sqlite3.Connection)
Later = TypeVar("Later", bound="sqlite3.Connection")
Anything = TypeVar("Anything")


def by_class(conn: Conn) -> str:
    return conn.execute("SELECT 1").fetchone()[0]


def by_name(conn: Later) -> str:
    return conn.execute("SELECT 1").fetchone()[0]


def unbound(conn: Anything) -> str:
    return conn.execute("SELECT 1").fetchone()[0]
"""

HEIRS = """
import sqlite3


class Source:
    pass


class Memory(Source):
    def open(self):
        return sqlite3.connect(":memory:")

    def close(self):
        sqlite3.connect(":memory:").close()


class File(Source):
    def open(self):
        return sqlite3.connect("file")


class Unrelated:
    def shut(self):
        sqlite3.connect("other").close()


def read(source: Source):
    conn = source.open()
    found = conn.execute("SELECT 1").fetchone()
    conn.close()
    return found


def shut(source: Source):
    return source.shut()
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(BOUND, {"by_class", "by_name"}, id="bound of a type variable"),
        pytest.param(
            HEIRS, {"Memory.open", "Memory.close", "File.open", "Unrelated.shut", "read"}, id="heirs"
        ),
    ],
)
def test_what_turns(tmp_path: Path, source: str, expected: set[str]) -> None:
    (tmp_path / "app.py").write_text(source)
    plan = make_plan([tmp_path], Options(use_cache=False)).plan
    assert {item.name.removeprefix("app.") for item in plan.functions} == expected


STORE = """\
import sqlite3
from contextlib import contextmanager


class Store:
    def __init__(self, conn):
        self.conn = conn
        self.on_read = None

    def read(self, key, shown=None):
        found = self.conn.execute("SELECT ?", (key,)).fetchone()[0]
        if self.on_read:
            self.on_read(found)
        if shown:
            shown(found)
        return found

    def each(self):
        for row in self.conn.execute("SELECT 'a' UNION SELECT 'b'"):
            yield row[0]

    @contextmanager
    def opened(self):
        yield self.conn.execute("SELECT 'opened'").fetchone()[0]

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.conn.close()

    def plain(self):
        return 1


def find(conn, key):
    return conn.execute("SELECT ?", (key,)).fetchone()[0]


def connect():
    return sqlite3.connect(":memory:")
"""

STORE_STUB = """\
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from types import TracebackType
from typing import overload

class Store:
    conn: sqlite3.Connection
    on_read: Callable[[str], None] | None
    def __init__(self, conn: sqlite3.Connection) -> None: ...
    def read(self, key: int, shown: Callable[[str], None] | None = None) -> str: ...
    def each(self) -> Iterator[str]: ...
    def opened(self) -> AbstractContextManager[str]: ...
    def __enter__(self) -> Store: ...
    def __exit__(self, *exc: object) -> None: ...
    def plain(self) -> int: ...

@overload
def find(conn: sqlite3.Connection, key: int) -> int: ...
@overload
def find(conn: sqlite3.Connection, key: str) -> str: ...
def connect() -> sqlite3.Connection: ...
"""

STORE_STUB_AFTER = """\
import aiosqlite
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import overload

class Store:
    conn: aiosqlite.Connection
    on_read: Callable[[str], None] | None
    def __init__(self, conn: aiosqlite.Connection) -> None: ...
    async def read(self, key: int, shown: Callable[[str], Awaitable[None]] | None = None) -> str: ...
    def each(self) -> AsyncIterator[str]: ...
    def opened(self) -> AbstractAsyncContextManager[str]: ...
    async def __aenter__(self) -> Store: ...
    async def __aexit__(self, *exc: object) -> None: ...
    def plain(self) -> int: ...

@overload
async def find(conn: aiosqlite.Connection, key: int) -> int: ...
@overload
async def find(conn: aiosqlite.Connection, key: str) -> str: ...
async def connect() -> aiosqlite.Connection: ...
"""

STORE_USER = """\
from store import Store, connect, find


def main() -> None:
    conn = connect()

    def log(text: str) -> None:
        print("log", conn.execute("SELECT ?", (text,)).fetchone()[0])

    with Store(conn) as store:
        print(store.read(1, log), store.plain())
        for item in store.each():
            print(item)
        with store.opened() as text:
            print(text)
        print(find(conn, 2), find(conn, "x"))


if __name__ == "__main__":
    main()
"""


def test_a_stub_file_follows(tmp_path: Path) -> None:
    for name, text in (("store.py", STORE), ("store.pyi", STORE_STUB), ("app.py", STORE_USER)):
        (tmp_path / name).write_text(text)
    apply_changes(make_plan([tmp_path], Options(use_cache=False)), command="asyncify apply")
    assert (tmp_path / "store.pyi").read_text() == STORE_STUB_AFTER
    assert not make_plan([tmp_path], Options(use_cache=False)).changes


def test_a_stub_file_gets_no_twins(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text(
        "import sqlite3\n\n\ndef find(key):\n    conn = sqlite3.connect(':memory:')\n    try:\n"
        "        return conn.execute('SELECT ?', (key,)).fetchone()[0]\n    finally:\n        conn.close()\n"
    )
    (tmp_path / "store.pyi").write_text("def find(key: int) -> int: ...\n")
    (tmp_path / "app.py").write_text(
        "import store\n\n\ndef main():\n    print(store.find(3))\n\n\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    (tmp_path / "asyncify.toml").write_text("[twins]\nmode = 'twin'\npublic = ['store.find']\n")
    outcome = make_plan([tmp_path], Options(use_cache=False))
    assert {change.path for change in outcome.changes} == {"app.py", "store.py"}
    assert [(item.file, item.line) for item in outcome.plan.refusals if item.code == "ASY503"] == [
        ("store.pyi", 1)
    ]


PROGRAMS = sorted((Path(__file__).parent / "situations").glob("49_*.py"))


def test_what_is_well_typed_stays_so(tmp_path: Path) -> None:
    for folder in ("before", "after"):
        (tmp_path / folder).mkdir()
        for program in PROGRAMS:
            (tmp_path / folder / f"app_{program.name}").write_text(program.read_text())
    outcome = make_plan([tmp_path / "after"], Options(use_cache=False))
    apply_changes(outcome, command="asyncify apply")
    assert len(outcome.changes) == len(PROGRAMS)
    options = ["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}"]
    assert mypy.run([*options, str(tmp_path / "before")])[0].startswith("Success")
    errors = mypy.run([*options, str(tmp_path / "after")])[0].splitlines()[:-1]
    assert not [
        line for line in errors if 'type "Row | None" is not indexable' not in line
    ]  # as aiosqlite says
