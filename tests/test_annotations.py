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
