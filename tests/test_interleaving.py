"""What others may do while a function waits: change its state, see what it has set, or be kept from ending it."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent, indent

import pytest

from asyncifier.api import Options, make_plan
from asyncifier.facts.interleaving import changes

PROGRAM = """
import asyncio
import contextlib
import io
import os
import sqlite3
import threading
import time
import warnings
from contextlib import redirect_stdout, suppress

conn = None
total = 0
cache = {{}}
seen = set()
lock = threading.Lock()


class CpuTimer:
    def __enter__(self):
        self.start = time.process_time()
        return self

    def __exit__(self, *error):
        print(time.process_time() - self.start)


@contextlib.contextmanager
def cpu_time():
    start = time.thread_time()
    yield
    print(time.thread_time() - start)


@contextlib.contextmanager
def wall_time():
    start = time.perf_counter()
    yield
    print(time.perf_counter() - start)


class Repo:
    def __init__(self, conn):
        self.conn = conn
        self.count = 0
        self.state = None
        self.items = []

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def work(self, other, key):
{body}

def serve(repo, conn):
    repo.work(Repo(conn), 1)


{main}
"""
TASKS = """
async def run(repo, conn):
    serve(repo, conn)


async def main():
    conn = sqlite3.connect(":memory:")
    repo = Repo(conn)
    await asyncio.gather(run(repo, conn), run(repo, conn))
    conn.close()


if __name__ == "__main__":
    asyncio.run(main())
"""
ONE = """
def main():
    conn = sqlite3.connect(":memory:")
    serve(Repo(conn), conn)
    conn.close()


if __name__ == "__main__":
    main()
"""
FIRST = PROGRAM.strip()[: PROGRAM.strip().index("{body}")].count("\n") + 1


def told(folder: Path, body: str, main: str) -> list[str]:
    """ "ASY406 2 self.count": the code, the line in the body, and the first word of what is told."""
    text = PROGRAM.format(body=indent(dedent(body).strip("\n"), " " * 8) + "\n", main=main.strip())
    (folder / "main.py").write_text(text.lstrip())
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert outcome.changes
    assert not outcome.problems
    found = [item for item in outcome.plan.refusals if item.code in ("ASY405", "ASY406", "ASY407")]
    assert {item.severity for item in found} <= {"warning"}
    return [f"{item.code} {item.line - FIRST + 1} {item.message.split()[0]}" for item in found]


STATE = [
    # read, then changed
    ("self.count += self.one()", ["ASY406 1 self.count"]),
    ("self.count = self.count + self.one()", ["ASY406 1 self.count"]),
    ("self.count = self.one() + self.count", []),
    ("n = self.one()\nself.count += n", []),
    ("global total\ntotal += self.one()", ["ASY406 2 total"]),
    ("total = 1\ntotal += self.one()", []),
    ("old = self.count\nnew = self.one()\nself.count = old + new", ["ASY406 1 self.count"]),
    ("old = self.count\nself.count = old + 1\nself.one()", []),
    ("old = self.count\nself.one()\nold = 1\nself.count = old", []),
    ("cache[key] += self.one()", ["ASY406 1 cache"]),
    # tested, then acted upon
    ("if self.state is None:\n    self.state = self.one()", ["ASY406 1 self.state"]),
    ("if self.state is None:\n    self.state = 1\n    self.state = self.one()", []),
    ("if self.state is None:\n    n = self.one()\n    if self.state is None:\n        self.state = n", []),
    ("if key in cache:\n    return\ncache[key] = self.one()", ["ASY406 1 cache"]),
    ("if key in cache:\n    print(key)\ncache[key] = self.one()", []),
    ("if key not in seen:\n    self.one()\n    seen.add(key)", ["ASY406 1 seen"]),
    ("if key not in seen:\n    seen.add(key)\n    self.one()", []),
    ("while not self.items:\n    self.items.append(self.one())", ["ASY406 1 self.items"]),
    ("if self.conn:\n    self.one()", []),
    # of nobody else
    ("other.count += self.one()", ["ASY406 1 other.count"]),  # all objects of a class are one
    ("local = {}\nif key not in local:\n    local[key] = self.one()", []),
    ("with lock:\n    self.count += self.one()", []),
]


@pytest.mark.parametrize(("body", "expected"), STATE)
def test_state(body: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, body, TASKS) == expected


def test_nothing_of_state_without_tasks(tmp_path: Path) -> None:
    bodies = [body for body, expected in STATE if expected and "global" not in body and "return" not in body]
    assert (
        told(tmp_path, "\n".join(["with redirect_stdout(io.StringIO()):\n    self.one()", *bodies]), ONE)
        == []
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("with warnings.catch_warnings():\n    self.one()", ["ASY407 1 warnings.catch_warnings"]),
        ("with warnings.catch_warnings():\n    pass\nself.one()", []),
        ("with redirect_stdout(io.StringIO()):\n    self.one()", ["ASY407 1 contextlib.redirect_stdout"]),
        ("with CpuTimer():\n    self.one()", ["ASY407 1 time.process_time"]),
        ("with cpu_time():\n    self.one()", ["ASY407 1 time.thread_time"]),
        ("with wall_time():\n    self.one()", []),
    ],
)
def test_set_for_all(body: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, body, TASKS) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("try:\n    self.one()\nexcept:\n    pass", ["ASY405 3 except:"]),
        ("try:\n    self.one()\nexcept BaseException as error:\n    print(error)", ["ASY405 3 except"]),
        ("try:\n    self.one()\nexcept (ValueError, BaseException):\n    pass", ["ASY405 3 except"]),
        ("try:\n    self.one()\nexcept Exception:\n    pass", []),
        ("try:\n    self.one()\nexcept BaseException:\n    print(1)\n    raise", []),
        ("try:\n    self.one()\nexcept asyncio.CancelledError:\n    raise\nexcept:\n    pass", []),
        ("try:\n    print(1)\nexcept:\n    self.one()", []),
        ("try:\n    self.one()\nexcept KeyboardInterrupt:\n    print('bye')", ["ASY405 3 except"]),
        ("try:\n    self.one()\nexcept (OSError, KeyboardInterrupt):\n    print('bye')", ["ASY405 3 except"]),
        ("try:\n    self.one()\nexcept KeyboardInterrupt:\n    raise", []),
        ("with suppress(BaseException):\n    self.one()", ["ASY405 1 suppress(BaseException)"]),
        ("with suppress(ValueError):\n    self.one()", []),
        (
            "def inner():\n    raise ValueError\ntry:\n    self.one()\nexcept:\n    print(inner)",
            ["ASY405 5 except:"],
        ),
    ],
)
def test_swallowed(body: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, body, ONE) == expected


def test_changes_see_nothing_of_functions_inside() -> None:
    source = """
        def f(self):
            def g():
                self.n += h()
            if self.a:
                x = lambda: self.b
            for self.a in x:
                pass
    """
    [function] = ast.parse(dedent(source)).body
    assert isinstance(function, ast.FunctionDef)
    assert list(changes(function)) == []
