"""What was right for threads and is not for tasks: locks held over an await, and `threading.local`.

`tests/flows/locks.py` has what becomes of locks."""

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
        ("def work():\n    with lock:\n        return one()", []),
        (
            "def work():\n    with lock:\n        return one(), other()\n\ndef other():\n    with lock:\n        pass",
            [(1, "a threading.Lock() is held over the await in line 24: a task that wants it")],
        ),
        ("def work():\n    with turns:\n        return one()", [(1, "a threading.RLock() is held")]),
        ("def work():\n    with many, open('x') as f:\n        return one()", []),
        (
            "def work():\n    lock.acquire()\n    try:\n        return one()\n    finally:\n        lock.release()",
            [],
        ),
        (
            "def work():\n    lock.acquire(timeout=3)\n    n = one()\n    lock.release()\n    return n",
            [(1, "a threading.Lock() is held over the await in line 24")],
        ),
        ("def work():\n    with lock:\n        n = 1\n    return one(), n", []),
        ("def work():\n    lock.acquire()\n    lock.release()\n    return one()", []),
        ("def work():\n    local.n = one()\n    return local.n", []),
        (
            "def work():\n    local.n = one()\n    return local",
            [(1, "n of a threading.local")],
        ),  # it is printed
        ("def work():\n    local.n = one()\n    del local.n", [(1, "n of a threading.local")]),
        ("def work():\n    local.n = one()\n    local.n += 1", [(1, "n of a threading.local")]),
        ("def work():\n    local.n = one()\n    local.m = 2", [(1, "n of a threading.local")]),
        ("def work():\n    local.n = one()\n    print(local)", [(1, "n of a threading.local")]),
        ("def work():\n    local.n = conn\n    one()", [(1, "n of a threading.local")]),
        (
            "def work():\n    try:\n        return one(), local.n\n    except AttributeError:\n        pass",
            [(2, "n of a threading.local")],
        ),
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


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("", ""),
        ("def other():\n    with lock:\n        return 1", "main.other takes it and stays synchronous"),
        ("def other():\n    lock.acquire()\n    one()\n    lock.release()", ""),
        ("def other():\n    return lock.acquire(timeout=3), one()", "acquire(timeout) has no counterpart"),
        ("def other():\n    return lock.acquire", "its acquire has no counterpart"),
        ("def other():\n    return lock.locked()", ""),
        ("def other():\n    return threading.Condition(lock)", "it is handed to threading.Condition"),
        ("def other():\n    print(lock)", "it is handed to print"),
        ("def other():\n    return hold(lock)\n\ndef hold(item):\n    return item", ""),
        (
            "def other():\n    with choose():\n        one()\n\ndef choose():\n    return lock if conn else many",
            "",
        ),
        (
            "def other():\n    with choose():\n        one()\n\ndef choose():\n    return lock if conn else turns",
            "threading.RLock can't be one of asyncio",
        ),
        (
            "def other():\n    with choose():\n        one()\n\ndef choose():\n    return lock if conn else open('x')",
            "something else may be taken at the same place",
        ),
    ],
)
def test_a_lock_that_a_task_holds(more: str, reason: str, tmp_path: Path) -> None:
    """It becomes a lock of asyncio, or it is told what stands in the way."""
    function = (
        f"def work():\n    other()\n    with lock:\n        return one()\n\n{more or 'def other(): pass'}"
    )
    (tmp_path / "main.py").write_text(dedent(PROGRAM).lstrip().format(function=function))
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    [change] = outcome.changes
    assert not outcome.problems
    told = [item for item in outcome.plan.refusals if item.code == "ASY402" and item.line == FIRST + 1]
    assert bool(told) == bool(reason)
    assert ("    async with lock:\n        return await one()" in change.new.decode()) == (not reason)
    assert ("\nlock = asyncio.Lock()" in change.new.decode()) == (not reason)
    for item in told:
        assert item.message.endswith(f". It stays what it is: {reason}")


def test_threads_with_loops_of_their_own_keep_the_lock(tmp_path: Path) -> None:
    source = """
        import asyncio
        import sqlite3
        import threading

        lock = threading.Lock()

        async def work():
            conn = sqlite3.connect(":memory:")
            with lock:
                conn.execute("SELECT 1")
            conn.close()

        def start():
            asyncio.run(work())

        def main():
            threads = [threading.Thread(target=start) for _ in range(2)]
            for thread in threads:
                thread.start()

        main()
    """
    (tmp_path / "main.py").write_text(dedent(source).lstrip())
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    assert outcome.changes
    [told] = [item for item in outcome.plan.refusals if item.code == "ASY402"]
    assert told.message.endswith("threads of the program run event loops of their own")
