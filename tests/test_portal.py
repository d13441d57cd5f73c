"""The module that is written into projects whose functions frameworks call: one event loop for all callers."""

from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import pytest

from asyncifier.api import Options, make_plan
from asyncifier.decide.portal import TEXT


@pytest.fixture(scope="module")
def portal() -> ModuleType:
    module = ModuleType("event_loop")
    exec(TEXT, module.__dict__)
    return module


def test_gives_what_the_coroutine_returns_or_raises(portal: ModuleType) -> None:
    async def divide(a: int, b: int) -> float:
        await asyncio.sleep(0)
        return a / b

    assert portal.run_coroutine(divide(6, 3)) == 2
    with pytest.raises(ZeroDivisionError):
        portal.run_coroutine(divide(6, 0))


def test_all_threads_share_one_loop(portal: ModuleType) -> None:
    async def loop() -> asyncio.AbstractEventLoop:
        await asyncio.sleep(0.01)
        return asyncio.get_running_loop()

    with ThreadPoolExecutor(8) as threads:
        loops = list(threads.map(lambda _: portal.run_coroutine(loop()), range(8)))
    assert len(set(loops)) == 1


def test_the_callers_context_is_seen(portal: ModuleType) -> None:
    user: contextvars.ContextVar[str] = contextvars.ContextVar("user")

    async def name() -> str:
        return user.get()

    def ask(mine: str) -> Any:
        user.set(mine)
        return portal.run_coroutine(name())

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(ask, ["ann", "bob", "cid"])) == ["ann", "bob", "cid"]


def test_on_the_loop_itself_it_says_so_and_does_not_hang(portal: ModuleType) -> None:
    async def inner() -> None:
        raise AssertionError("never runs")

    async def outer() -> None:
        portal.run_coroutine(inner())

    with pytest.raises(RuntimeError, match="would have to wait for"):
        portal.run_coroutine(outer())


@pytest.mark.parametrize("end", [SystemExit("no database"), KeyboardInterrupt()])
def test_what_ends_a_program_arrives_and_the_loop_goes_on(portal: ModuleType, end: BaseException) -> None:
    async def leave() -> None:
        raise end

    async def one() -> int:
        return 1

    with pytest.raises(type(end)):
        portal.run_coroutine(leave())
    assert portal.run_coroutine(one()) == 1


def test_an_interrupted_wait_cancels_the_task(portal: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled = threading.Event()

    async def endless() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    started = asyncio.run_coroutine_threadsafe

    def interrupted(*args: Any) -> Any:
        future = started(*args)
        monkeypatch.setattr(future, "result", Mock(side_effect=KeyboardInterrupt))
        return future

    monkeypatch.setattr(asyncio, "run_coroutine_threadsafe", interrupted)
    with pytest.raises(KeyboardInterrupt):
        portal.run_coroutine(endless())
    assert cancelled.wait(5)


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork here")
def test_ends_cleanly_and_works_after_a_fork(tmp_path: Path) -> None:
    (tmp_path / "event_loop.py").write_text(TEXT)
    (tmp_path / "main.py").write_text("""
import asyncio, os, sys
from event_loop import run_coroutine

async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed", flush=True)

kept = numbers()

async def first():
    return await anext(kept)

async def child():
    await asyncio.sleep(0)
    return "child"

print(run_coroutine(first()), flush=True)
pid = os.fork()
if pid == 0:
    print(run_coroutine(child()), flush=True)
    os._exit(0)
print(os.waitpid(pid, 0)[1], flush=True)
""")
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-W", "ignore::DeprecationWarning", "main.py"],
        cwd=tmp_path, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert (done.stdout.split(), done.stderr) == (["1", "child", "0", "closed"], "")


@pytest.mark.parametrize(
    ("files", "where", "statement"),
    [
        (["app.py"], "event_loop.py", "from event_loop import run_coroutine"),
        (["shop/__init__.py", "shop/web/__init__.py", "shop/web/views.py"], "shop/web/event_loop.py",
         "from shop.web.event_loop import run_coroutine"),
        (["shop/__init__.py", "shop/a/__init__.py", "shop/a/x.py", "shop/b/__init__.py", "shop/b/y.py"],
         "shop/event_loop.py", "from shop.event_loop import run_coroutine"),
        (["src/shop/__init__.py", "src/shop/event_loop.py", "src/shop/views.py"], "src/shop/event_loop_.py",
         "from shop.event_loop_ import run_coroutine"),
    ],
)  # fmt: skip
def test_where_it_is_written(tmp_path: Path, files: list[str], where: str, statement: str) -> None:
    view = (
        "import sqlite3\nfrom flask import Flask\napp = Flask(__name__)\n\n@app.route('/')\ndef index():\n"
        "    conn = sqlite3.connect(':memory:')\n    try:\n        return conn.execute('SELECT 1').fetchone()[0]\n"
        "    finally:\n        conn.close()\n"
    )
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if path.name in ("__init__.py", "event_loop.py") else view)
    (tmp_path / "asyncify.toml").write_text("")
    changes = {item.path: item.new.decode() for item in make_plan([tmp_path], Options()).changes}
    assert changes.pop(where) == TEXT
    assert changes
    for text in changes.values():
        assert statement in text.splitlines()


def test_one_that_is_there_is_used(tmp_path: Path) -> None:
    test_where_it_is_written(tmp_path, ["app.py"], "event_loop.py", "from event_loop import run_coroutine")
    (tmp_path / "event_loop.py").write_text(TEXT)
    assert [item.path for item in make_plan([tmp_path], Options()).changes] == ["app.py"]
