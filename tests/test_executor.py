"""`[tool.asyncify.executor]`: what blocks runs in threads of the module's own, and in as many as was asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from asyncifier.api import Options, apply_changes, make_plan

PROGRAM = """
import contextvars
import sqlite3
import subprocess
import threading

user = contextvars.ContextVar("user", default="nobody")


def echo(text, *, end=""):
    subprocess.run(["true"], check=True)
    thread = threading.current_thread().name
    return text + end, user.get(), thread.startswith("shop")


def fail(path):
    subprocess.run(["true"], check=True)
    raise LookupError(path)


def main():
    conn = sqlite3.connect(":memory:")
    user.set("ann")
    print(conn.execute("SELECT 1").fetchone(), echo("a", end="!"))
    try:
        fail("x")
    except LookupError as error:
        print("no", error)
    conn.close()


if __name__ == "__main__":
    main()
"""


def converted(folder: Path, workers: int, source: str = PROGRAM) -> tuple[str, list[str]]:
    (folder / "asyncify.toml").write_text(f'[executor]\nmax-workers = {workers}\nname = "shop"\n')
    (folder / "main.py").write_text(source)
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    told = [f"{item.line} {item.message}" for item in outcome.plan.refusals if item.code == "ASY404"]
    apply_changes(outcome, command="asyncify apply")
    assert not make_plan([folder], Options(use_cache=False), with_changes=True).changes
    return (folder / "main.py").read_text(), told


def test_calls_go_to_named_threads_with_keywords_context_and_errors(tmp_path: Path) -> None:
    text, told = converted(tmp_path, 2)
    assert told == []
    assert 'concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="shop")' in text
    assert 'await _in_thread(echo, "a", end="!")' in text
    assert "to_thread" not in text
    command = [sys.executable, "-B", "-X", "dev", "-W", "error", "main.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "(1,) ('a!', 'ann', True)\nno x\n"


def test_more_calls_than_threads_are_told(tmp_path: Path) -> None:
    _, told = converted(tmp_path, 1)
    assert len(told) == 1
    assert told[0].startswith("24 2 calls go to threads, and max-workers is 1"), told


def test_a_helper_of_that_name_is_not_taken_for_ours(tmp_path: Path) -> None:
    own = PROGRAM.replace(
        "def main():", "def _in_thread(text):\n    return text\n\n\ndef main():\n    _in_thread(1)"
    )
    text, _ = converted(tmp_path, 2, own)
    assert "await _in_thread_(echo" in text
    assert "    _in_thread(1)" in text


MANY = """
import asyncio
import sqlite3
import subprocess


def echo(text):
    subprocess.run(["true"], check=True)
    return text


async def one(text):
    return echo(text)


async def main(texts):
    sqlite3.connect(":memory:").close()
    {}


asyncio.run(main([*"abcdef"]))
"""


def told_of_default(folder: Path, started: str) -> list[int]:
    (folder / "main.py").write_text(MANY.format(started))
    outcome = make_plan([folder], Options(use_cache=False))
    return [item.line for item in outcome.plan.refusals if item.code == "ASY404"]


@pytest.mark.parametrize(
    ("started", "is_told"),
    [
        ("await asyncio.gather(*map(one, texts))", True),
        ("await asyncio.gather(*(one(text) for text in texts))", True),
        ("tasks = [asyncio.create_task(one(text)) for text in texts]\n    await tasks[0]", True),
        ("for text in texts:\n        await asyncio.create_task(one(text))", True),
        ("await asyncio.gather(one('a'), one('b'), one('c'), one('d'), one('e'), one('f'))", True),
        ("await asyncio.gather(one('a'), one('b'))", False),
        ("task = asyncio.create_task(one('a'))\n    await task", False),
        ("for text in texts:\n        await one(text)", False),
    ],
)
def test_many_tasks_that_use_the_default_executor_are_told(
    tmp_path: Path, started: str, is_told: bool
) -> None:
    assert told_of_default(tmp_path, started) == ([13] if is_told else [])
