"""Annotations count where no value was seen: of type variables, and of classes whose heirs have what they lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncifier.api import Options, make_plan

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
