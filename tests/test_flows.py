"""What the type flow follows: one small program for each way in which a connection can travel.

Each program in `tests/flows/` (a file, or a folder with `main.py`) uses sqlite3. It runs, is converted, and runs
again on an event loop with every warning an error: it must print the same, and only aiosqlite may open connections.
Comments in a program say what else must hold:

    # refused: ASY104    this line is refused with that code, and no file changes
    # twin               this function keeps its synchronous form, which must not run on the event loop
    # stays              this line is found unchanged in the converted file
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from asyncifier.api import Options, Outcome, apply_changes, check, make_plan

FLOWS = Path(__file__).parent / "flows"


@dataclass(frozen=True)
class Program:
    """One program of `tests/flows/`."""

    name: str

    @property
    def main(self) -> str:
        return "main.py" if (FLOWS / self.name).is_dir() else f"{self.name}.py"

    def copy_to(self, folder: Path) -> None:
        if (FLOWS / self.name).is_dir():
            shutil.copytree(
                FLOWS / self.name, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
            )
        else:
            shutil.copy(FLOWS / self.main, folder)

    @property
    def sources(self) -> dict[str, str]:
        path = FLOWS / self.name
        return read_all(path) if path.is_dir() else {self.main: (FLOWS / self.main).read_text()}

    def marked(self, mark: str) -> list[tuple[str, int, str]]:
        """(file, line, rest) of each line with the comment `# mark rest`."""
        found = []
        for path, text in self.sources.items():
            for number, line in enumerate(text.splitlines(), 1):
                match = re.search(rf"# {mark}(?:: ([\w ]+))?$", line)
                if match:
                    found += [(path, number, code) for code in (match[1].split() if match[1] else [line])]
        return found

    @property
    def has_driver(self) -> bool:
        return any("sqlite3" in text for text in self.sources.values())


def read_all(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*.py"))
        if "__pycache__" not in path.parts
    }


@cache
def programs() -> tuple[Program, ...]:
    folders = [path.parent.name for path in FLOWS.glob("*/main.py")]
    return tuple(Program(name) for name in sorted([*folders, *(path.stem for path in FLOWS.glob("*.py"))]))


class Runner:
    """A process of `forking.py`: it runs a program in a tenth of the time that a new interpreter takes."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-X", "dev", "-W", "error", str(Path(__file__).with_name("forking.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def output_of(self, folder: Path, main: str, *, guarded: str = "") -> str:
        """What the program prints; it must end well and complain of nothing, not even of a forgotten await."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(folder), main, guarded]) + "\n")
        self.process.stdin.flush()
        status, out, err = json.loads(self.process.stdout.readline())
        assert (status, err) == (0, ""), err[-2000:]
        return str(out)

    def close(self) -> None:
        self.process.communicate()


class Runs:
    """Every program's first output. They run ahead, in the background, while others are converted."""

    def __init__(self, folder: Path, wanted: list[Program]) -> None:
        self.folder = folder
        self.pool = ThreadPoolExecutor(1)
        self.old, self.new = Runner(), Runner()
        self.before: dict[str, Future[str]] = {
            item.name: self.pool.submit(self._run, item) for item in wanted
        }

    def _run(self, program: Program) -> str:
        copy = self.folder / program.name
        copy.mkdir()
        program.copy_to(copy)
        return self.old.output_of(copy, program.main)

    def close(self) -> None:
        self.pool.shutdown()
        self.old.close()
        self.new.close()


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    calls = [getattr(item, "callspec", None) for item in request.session.items]
    wanted = [call.params["program"] for call in calls if call and "program" in call.params]
    found = Runs(tmp_path_factory.mktemp("before"), list(dict.fromkeys(wanted)))
    yield found
    found.close()


def plan(folder: Path) -> Outcome:
    return make_plan([folder], Options(use_cache=False), with_changes=True)


@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_flow(program: Program, runs: Runs, tmp_path: Path) -> None:
    before = runs.before[program.name].result()
    assert before
    program.copy_to(tmp_path)
    sources = read_all(tmp_path)
    outcome = plan(tmp_path)
    assert not outcome.problems
    told = [(item.file, item.line, item.code, item.message) for item in outcome.plan.refusals]
    assert len(told) == len(set(told)), "told twice"
    refused = {
        (item.file, item.line, item.code) for item in outcome.plan.refusals if item.severity == "error"
    }
    expected = set(program.marked("refused"))
    if expected or not program.has_driver:
        assert refused == expected
        assert not outcome.changes
        return

    assert not refused, outcome.plan.refusals
    apply_changes(outcome, command="asyncify apply")
    converted = read_all(tmp_path)
    assert converted != sources
    for path, _, line in program.marked("stays"):
        assert line in converted[path].splitlines()
    twins = {(file, line) for file, line, _ in program.marked("twin")}
    assert {(item.file, item.line) for item in outcome.plan.functions if "beside it" in item.reason} == twins
    guarded = "loop" if twins else "program"
    assert runs.new.output_of(tmp_path, program.main, guarded=guarded) == before
    assert not check([tmp_path], Options(use_cache=False)).findings
    again = plan(tmp_path)
    assert not again.changes
    assert not [item for item in again.plan.refusals if item.severity == "error"]
