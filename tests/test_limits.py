"""`max-concurrency`: how many connections are open at once, and where the limit would make tasks wait for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from asyncifier.api import Options, apply_changes, make_plan

START = "import sqlite3\nfrom contextlib import closing, contextmanager\n\n\n"
LIMIT = "async with _connection_limit(), "


def converted(
    folder: Path, source: str, settings: str = "[pool]\nmax-concurrency = 3\n"
) -> tuple[str, list[str]]:
    """The converted program, and what is told of the limit."""
    (folder / "asyncify.toml").write_text(settings)
    (folder / "main.py").write_text(START + dedent(source).lstrip())
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    told = [f"{item.line} {item.message}" for item in outcome.plan.refusals if item.code == "ASY305"]
    apply_changes(outcome, command="asyncify apply")
    assert not make_plan([folder], Options(use_cache=False), with_changes=True).changes
    return (folder / "main.py").read_text(), told


WORK = """
    opened, most = 0, 0


    def work(path, number):
        global opened, most
        with closing(sqlite3.connect(path)) as conn:
            opened += 1
            most = max(opened, most)
            row = conn.execute("SELECT ?", (number,)).fetchone()
            opened -= 1
            return row[0]
"""

DRIVER = """
import asyncio
import main

async def run():
    numbers = await asyncio.gather(*(main.work("{path}", number) for number in range(20)))
    assert numbers == list(range(20)), numbers

for _ in range(2):  # each in an event loop of its own
    asyncio.run(run())
print(main.most)
"""


def most_at_once(folder: Path) -> int:
    (folder / "driver.py").write_text(DRIVER.format(path=folder / "data.db"))
    command = [sys.executable, "-B", "-X", "dev", "-W", "error", "driver.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return int(done.stdout)


def test_not_more_than_the_limit_are_open_at_once(tmp_path: Path) -> None:
    text, told = converted(tmp_path, WORK)
    assert told == []
    assert text.count(LIMIT) == 1
    assert "At most 3 of the connections" in text
    assert most_at_once(tmp_path) == 3


def test_without_the_setting_nothing_is_limited(tmp_path: Path) -> None:
    text, told = converted(tmp_path, WORK, settings="")
    assert told == []
    assert "_connection_limit" not in text
    assert most_at_once(tmp_path) > 3


OUTSIDE = "not limited: no `with` block closes this connection"
NESTED = "not limited: a second connection is opened while this one is open"


@pytest.mark.parametrize(
    ("source", "limited", "told"),
    [
        pytest.param(
            """
            def one(path):
                with closing(sqlite3.connect(path)) as conn:
                    conn.execute("SELECT 1")

            def two(path):
                with closing(sqlite3.connect(path)) as conn:
                    conn.execute("SELECT 2")
                one(path)
            """,
            2, [], id="one after the other",
        ),
        pytest.param(
            """
            def one(path):
                with closing(sqlite3.connect(path)) as conn:
                    conn.execute("SELECT 1")

            def middle(path):
                one(path)

            def two(path):
                with closing(sqlite3.connect(path)) as conn:
                    conn.execute("SELECT 2")
                    middle(path)
            """,
            1, [f"13 {NESTED}"], id="a second one is opened by what is called inside",
        ),
        pytest.param(
            """
            def two(path):
                with closing(sqlite3.connect(path)) as conn:
                    with closing(sqlite3.connect(path)) as other:
                        other.execute("SELECT 1")
                    conn.commit()
            """,
            1, [f"6 {NESTED}"], id="nested blocks",
        ),
        pytest.param(
            """
            def two(path):
                with closing(sqlite3.connect(path)) as conn, closing(sqlite3.connect(path)) as other:
                    other.execute("SELECT 1")
                    conn.commit()
            """,
            0, [f"6 {NESTED}"], id="two in one block",
        ),
        pytest.param(
            """
            @contextmanager
            def connection(path):
                with closing(sqlite3.connect(path)) as conn:
                    yield conn

            def one(path):
                with connection(path) as conn:
                    conn.commit()

            def two(path):
                with connection(path) as conn:
                    one(path)
                    conn.commit()
            """,
            0, [f"7 {NESTED}"], id="a context manager of the project, entered twice",
        ),
        pytest.param(
            """
            @contextmanager
            def connection(path):
                with closing(sqlite3.connect(path)) as conn:
                    yield conn

            def one(path):
                with connection(path) as conn:
                    conn.commit()
            """,
            1, [], id="a context manager of the project",
        ),
        pytest.param(
            """
            def one(path):
                conn = sqlite3.connect(path)
                try:
                    conn.execute("SELECT 1")
                finally:
                    conn.close()
            """,
            0, [f"6 {OUTSIDE}"], id="closed in finally",
        ),
    ],
)  # fmt: skip
def test_where_a_task_could_wait_for_ever_it_does_not_wait(
    tmp_path: Path, source: str, limited: int, told: list[str]
) -> None:
    text, found = converted(tmp_path, dedent(source))
    assert (text.count("_connection_limit(), "), found) == (limited, told)
