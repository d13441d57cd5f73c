"""What was right for threads and is not for tasks: locks held over an await, and `threading.local`."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from asyncifier.api import Options, make_plan

PROGRAM = """
import sqlite3
import threading

lock = threading.Lock()
many = threading.Semaphore(3)
local = threading.local()


class Local(threading.local):
    user = None


own = Local()
conn = sqlite3.connect(":memory:")
turns = threading.RLock()


def one():
    return conn.execute("SELECT 1").fetchone()


{function}

def main():
    print(work())


if __name__ == "__main__":
    main()
"""
FIRST = 23


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("def work():\n    with lock:\n        return one()", [(1, "a threading.Lock() is held")]),
        ("def work():\n    with turns:\n        return one()", [(1, "a threading.RLock() is held")]),
        (
            "def work():\n    with many, open('x') as f:\n        return one()",
            [(1, "a threading.Semaphore() is")],
        ),
        (
            "def work():\n    lock.acquire()\n    try:\n        return one()\n    finally:\n        lock.release()",
            [(1, "a threading.Lock() is held over the await in line 25")],
        ),
        ("def work():\n    with lock:\n        n = 1\n    return one(), n", []),
        ("def work():\n    lock.acquire()\n    lock.release()\n    return one()", []),
        ("def work():\n    local.n = one()\n    return local.n", [(1, "n of a threading.local")]),
        ("def work():\n    own.user = 1\n    return one()", [(1, "user of a threading.local")]),
        ("def work():\n    return one(), helper()\n\ndef helper():\n    return own.user", []),
    ],
)
def test_told(function: str, expected: list[tuple[int, str]], tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(dedent(PROGRAM).lstrip().format(function=function))
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    assert outcome.changes
    assert not outcome.problems
    told = [item for item in outcome.plan.refusals if item.code in ("ASY402", "ASY403")]
    assert [item.line - FIRST + 1 for item in told] == [line for line, _ in expected]
    for item, (_, message) in zip(told, expected, strict=True):
        assert item.message.startswith(message)
        assert item.severity == "warning"
