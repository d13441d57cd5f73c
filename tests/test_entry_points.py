"""Functions that outsiders call synchronously stay callable: which they are, and what their coroutine is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from asyncifier.api import Options, apply_changes, make_plan

HOOKS = """
import sqlite3


def make(path):
    def on_start():
        conn = sqlite3.connect(path)
        found = conn.execute("select 1").fetchone()
        conn.close()
        return found

    class Local:
        def on_stop(self):
            conn = sqlite3.connect(path)
            found = conn.execute("select 2").fetchone()
            conn.close()
            return found

    return on_start, Local


def on_load():
    conn = sqlite3.connect(":memory:")
    found = conn.execute("select 3").fetchone()
    conn.close()
    return found
"""

CLASSES = """
import sqlite3


class Job:
    def run(self):
        conn = sqlite3.connect(":memory:")
        found = conn.execute("select 1").fetchone()[0]
        conn.close()
        return found

    def describe(self):
        return self._run()

    def _run(self):
        return "job"


class Twice(Job):
    def run(self):
        conn = sqlite3.connect(":memory:")
        found = conn.execute("select 2").fetchone()[0]
        conn.close()
        return found, super().run()
"""


COMMANDS = """
import sqlite3


def first():
    conn = sqlite3.connect(":memory:")
    found = conn.execute("select 1").fetchone()[0]
    conn.close()
    return found


def both():
    return [first(), first()]


def second():
    conn = sqlite3.connect(":memory:")
    found = conn.execute("select 2").fetchone()[0]
    conn.close()
    return [found, *both()]
"""


def twins(tmp_path: Path, source: str, *entry_points: str) -> set[str]:
    """The functions of `app.py` that get an async twin; the file is converted."""
    (tmp_path / "app.py").write_text(source)
    (tmp_path / "asyncify.toml").write_text(f"entry-points = {list(entry_points)}\n")
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    apply_changes(outcome, command="asyncify apply")
    return {item.name for item in outcome.plan.functions if item.colour == "both"}


@pytest.mark.parametrize(
    ("entry_points", "expected"),
    [
        (["app.*"], {"app.on_load"}),
        (["app.make.*"], set()),
        (["app.make.on_start"], {"app.make.on_start"}),
        (["app.make.Local.*"], set()),
        (["app.make.Local.on_stop", "app.on_?oad"], {"app.make.Local.on_stop", "app.on_load"}),
    ],
    ids=lambda value: "-".join(sorted(value)) or "none",
)
def test_globs_do_not_reach_into_functions(
    tmp_path: Path, entry_points: list[str], expected: set[str]
) -> None:
    assert twins(tmp_path, HOOKS, *entry_points) == expected


def test_a_nested_entry_point_works(tmp_path: Path) -> None:
    twins(tmp_path, HOOKS, "app.make.on_start", "app.make.Local.on_stop")
    code = "import app; start, Local = app.make(':memory:'); print(start(), Local().on_stop())"
    assert run(tmp_path, code) == "(1,) (2,)"


def test_the_coroutine_of_a_method_has_a_name_of_its_own(tmp_path: Path) -> None:
    """Not one that a subclass overrides, nor that of another method."""
    twins(tmp_path, CLASSES, "app.Job.run", "app.Twice.run")
    code = "import app; print(app.Job().run(), app.Twice().run(), app.Twice().describe())"
    assert run(tmp_path, code) == "1 (2, 1) job"


def test_an_entry_point_called_by_another_runs_beside_its_loop(tmp_path: Path) -> None:
    assert twins(tmp_path, COMMANDS, "app.*") == {"app.first", "app.second"}
    assert run(tmp_path, "import app; print(app.second())") == "[2, 1, 1]"


def run(folder: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", code],
        cwd=folder, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-2000:]
    return done.stdout.strip()
