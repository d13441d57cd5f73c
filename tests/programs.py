"""Small programs that run, are converted, and run again: what the tests of flows and of situations share.

Comments in a program say what must hold besides, for their line:

    # -> await f()       the converted program has a line that reads so, whatever its indent
    # told: ASY104       it is told with that code; the rest is converted
    # refused: ASY104    it is refused with that code, and no file changes
    # twin               this function keeps its synchronous form, which must not run on the event loop
    # stays              it is found unchanged in the converted file

Beside a file of settings, `pyproject.toml.after` says what it must become.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from asyncifier.api import Options, Outcome, apply_changes, check, make_plan


@dataclass(frozen=True)
class Program:
    """One program of a folder of tests: a file, or a folder with `main.py`."""

    name: str
    folder: Path

    @property
    def main(self) -> str:
        return "main.py" if (self.folder / self.name).is_dir() else f"{self.name}.py"

    def copy_to(self, folder: Path) -> None:
        for path, text in {**self.sources, **self.settings}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)

    @property
    def sources(self) -> dict[str, str]:
        path = self.folder / self.name
        return read_all(path) if path.is_dir() else {self.main: (self.folder / self.main).read_text()}

    @property
    def settings(self) -> dict[str, str]:
        """Of a folder: its `asyncify.toml` and the like."""
        return {path.name: path.read_text() for path in (self.folder / self.name).glob("*.toml")}

    def marked(self, mark: str) -> list[tuple[str, int, str]]:
        """(file, line, rest) of each line with the comment `# mark rest`."""
        found = []
        for path, text in self.sources.items():
            for number, line in enumerate(text.splitlines(), 1):
                match = re.search(rf"# {mark}(?:: ([\w ]+))?$", line)
                if match:
                    found += [(path, number, code) for code in (match[1].split() if match[1] else [line])]
        return found

    def after(self) -> list[tuple[str, int, str]]:
        """(file, line, text) of each comment `# -> text`."""
        return [
            (path, number, match[1].strip())
            for path, source in self.sources.items()
            for number, line in enumerate(source.splitlines(), 1)
            if (match := re.search(r"# -> (.*)$", line))
        ]

    @property
    def has_driver(self) -> bool:
        return any(driver in text for text in self.sources.values() for driver in _DRIVERS)

    @property
    def server(self) -> str:
        """The kind of server that it needs, as a comment `# server: postgres` says."""
        return next(iter(re.findall(r"# server: (\w+)$", self.sources[self.main], re.MULTILINE)), "")

    @property
    def is_slow(self) -> bool:
        """A comment `# slow` in it says that it needs seconds."""
        return bool(re.search(r"# slow$", self.sources[self.main], re.MULTILINE))

    def settings_after(self) -> dict[str, str]:
        return {path.stem: path.read_text() for path in (self.folder / self.name).glob("*.after")}


SLOW_STEP = re.compile(r"Executing <.*> took [\d.]+ seconds$")
"""What asyncio's debug mode tells of steps over 0.1 seconds: it depends on how busy the machine is."""
_DRIVERS = ("sqlite3", "psycopg2", "pymysql", "pymongo", "redis")


def read_all(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*.py"))
        if "__pycache__" not in path.parts
    }


def programs_in(folder: Path) -> tuple[Program, ...]:
    """The programs of the folder, by name."""
    names = [path.parent.name for path in folder.glob("*/main.py")]
    return tuple(
        Program(name, folder) for name in sorted([*names, *(path.stem for path in folder.glob("*.py"))])
    )


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
        complaints = [line for line in err.splitlines() if not SLOW_STEP.match(line)]
        assert (status, complaints) == (0, []), err[-2000:]
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


def planned(folder: Path) -> Outcome:
    """The plan for a folder, and the files as it would write them."""
    return make_plan([folder], Options(use_cache=False), with_changes=True)


def running_ahead(request: pytest.FixtureRequest, folder: Path) -> Iterator[Runs]:
    """For a fixture: the first outputs of the programs that the session's tests have as parameters."""
    calls = [getattr(item, "callspec", None) for item in request.session.items]
    wanted = [
        call.params["program"]
        for call, item in zip(calls, request.session.items, strict=True)
        if call and "program" in call.params and item.path == request.path
    ]
    found = Runs(folder, list(dict.fromkeys(wanted)))
    yield found
    found.close()


_FOUND_AS = {"ASY401": "ASY601", "ASY408": "ASY608"}
"""What `check` finds where the plan told that something blocks and stays."""


def judge(program: Program, runs: Runs, folder: Path) -> None:
    """Converts a copy of the program in an empty folder: it does the same, and what its comments say holds."""
    before = runs.before[program.name].result()
    assert before
    program.copy_to(folder)
    sources = read_all(folder)
    outcome = planned(folder)
    assert not outcome.problems
    told = [(item.file, item.line, item.code, item.message) for item in outcome.plan.refusals]
    assert len(told) == len(set(told)), "told twice"
    places = {(file, line, code) for file, line, code, _ in told}
    assert places >= set(program.marked("told")), told
    refused = {
        (item.file, item.line, item.code) for item in outcome.plan.refusals if item.severity == "error"
    }
    expected = set(program.marked("refused"))
    if expected or not (program.has_driver or program.after()):
        assert refused == expected
        assert not outcome.changes
        return

    assert not refused, outcome.plan.refusals
    apply_changes(outcome, command="asyncify apply")
    converted = read_all(folder)
    assert converted != sources
    for path, _, line in program.marked("stays"):
        assert line in converted[path].splitlines()
    for path, _, text in program.after():
        # What follows two blanks and a `#` is the comment itself, which the line keeps.
        lines = [line.split("  # ->")[0].strip() for line in converted[path].splitlines()]
        assert text in lines, converted[path]
    for path, text in program.settings_after().items():
        assert (folder / path).read_text() == text
    twins = {(file, line) for file, line, _ in program.marked("twin")}
    assert {(item.file, item.line) for item in outcome.plan.functions if "beside it" in item.reason} == twins
    guarded = "loop" if twins else "program"
    if any("sqlalchemy" in text for text in sources.values()):
        guarded = ""  # SQLAlchemy opens connections of sqlite3 itself
    assert runs.new.output_of(folder, program.main, guarded=guarded) == before
    told_to_block = {_FOUND_AS[code] for _, _, code in program.marked("told") if code in _FOUND_AS}
    assert {item.code for item in check([folder], Options(use_cache=False)).findings} <= told_to_block
    again = planned(folder)
    assert not again.changes
    assert not [item for item in again.plan.refusals if item.severity == "error"]
