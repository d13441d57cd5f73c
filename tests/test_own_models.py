"""A model of the project's own code says what blocks: it stays as it is, and who calls it waits for a thread."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from asyncifier.api import Options, Outcome, apply_changes, make_plan

MODEL = """
schema = 1

[pair]
id = "engine"
from = { module = "engine" }
to = { module = "engine" }
group = "engine"
target = "engine"

[functions."engine.squeeze"]
call = "block"

[types.Engine]
from = ["engine.Engine"]
to = "engine.Engine"
others = "plain"
methods.crunch = { call = "block" }
"""

ENGINE = """
class Engine:
    def crunch(self, n):
        return n * 2

    def name(self):
        return "engine"


class Loud(Engine):
    def crunch(self, n):
        return super().crunch(n) + 1


def squeeze(text):
    return text[:2]
"""

APP = """
from engine import Engine, Loud, squeeze


def both(engine):
    return engine.crunch(1), engine.name()


def main():
    print(both(Engine()), Loud().crunch(2), squeeze("abc"))


if __name__ == "__main__":
    main()
"""


def converted(folder: Path, app: str) -> Outcome:
    (folder / "engine.toml").write_text(MODEL)
    (folder / "asyncify.toml").write_text('models = ["engine.toml"]\n')
    (folder / "engine.py").write_text(ENGINE)
    (folder / "app.py").write_text(app)
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    apply_changes(outcome, command="asyncify apply")
    return outcome


def test_what_blocks_stays_and_runs_in_a_thread(tmp_path: Path) -> None:
    outcome = converted(tmp_path, APP)
    assert {item.name for item in outcome.plan.functions} == {"app.both", "app.main"}
    assert (tmp_path / "engine.py").read_text() == ENGINE
    assert "return await asyncio.to_thread(engine.crunch, 1), engine.name()" in (
        (tmp_path / "app.py").read_text()
    )
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "app.py"],
        cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "(2, 'engine') 5 ab\n"
    assert not make_plan([tmp_path], Options(use_cache=False), with_changes=True).changes


def test_what_blocks_can_not_turn(tmp_path: Path) -> None:
    """An override that does I/O of its own runs in that thread as well, with the old driver."""
    app = """
import sqlite3

from engine import Engine


class Stored(Engine):
    def crunch(self, n):
        conn = sqlite3.connect(":memory:")
        found = conn.execute("select ?", (n,)).fetchone()[0]
        conn.close()
        return found


def main():
    print(Stored().crunch(3))
"""
    outcome = converted(tmp_path, app)
    assert {item.code for item in outcome.plan.refusals if item.severity == "error"} == {"ASY110"}
    new = (tmp_path / "app.py").read_text()
    assert "    def crunch(self, n):\n        conn = sqlite3.connect" in new
    assert "print(await asyncio.to_thread(Stored().crunch, 3))" in new
