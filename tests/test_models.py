"""Each library model: what it makes of source code, and a program that does the same before and after.

A folder `tests/models/CASE/` has

    case.toml       server = "postgres"                   what the program runs on (see `databases.DATABASES`)
                    targets = ["postgresql=asyncpg"]      choices, when the defaults are not meant
                    needs = ["MySQLdb"]                   modules that not every machine has; skipped without them
    before/         a project, and what `asyncify apply` makes of it in
    after/
    refusals.txt    all that is told: `file:line CODE the beginning of the message`, in order
    program.py      uses the library as people do; it finds the server in DATABASE_URL. Run before and after, it must
                    print the same and leave the same rows, without warnings, open connections or a hang at exit
    refused.txt     like refusals.txt, for the program; no file: nothing of it may be refused
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from asyncifier.api import Options, Outcome, apply_changes, make_plan
from databases import DATABASES, Database
from programs import SLOW_STEP

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent / "models"


@dataclass(frozen=True)
class Case:
    """One folder of `tests/models/`."""

    folder: Path
    server: str
    targets: tuple[str, ...]
    needs: tuple[str, ...] = ()

    @property
    def program(self) -> Path:
        return self.folder / "program.py"

    def plan(self, project: Path) -> Outcome:
        return make_plan([project], Options(targets=self.targets, use_cache=False), with_changes=True)


def cases() -> list[Case]:
    found = []
    for path in sorted(CASES.glob("*/case.toml")):
        table = tomllib.loads(path.read_text())
        found.append(
            Case(path.parent, table["server"], tuple(table.get("targets", ())), tuple(table.get("needs", ())))
        )
    return found


def files_of(folder: Path) -> Mapping[str, str]:
    """The texts of a folder by path; what runs and tools leave there does not count."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }


def told(outcome: Outcome) -> list[str]:
    """All refusals and warnings, but for the list of dependencies that a lone program lacks."""
    return [
        f"{item.file}:{item.line} {item.code} {item.message}"
        for item in outcome.plan.refusals
        if not item.message.startswith("no list of dependencies")
    ]


def assert_told(outcome: Outcome, expected: Path) -> None:
    lines = expected.read_text().splitlines() if expected.exists() else []
    found = told(outcome)
    assert len(found) == len(lines), "\n".join(found)
    for message, beginning in zip(found, lines, strict=True):
        assert message.startswith(beginning)


each_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.folder.name)


@each_case
def test_source(case: Case, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(case.folder / "before", project)
    outcome = case.plan(project)
    assert not outcome.problems
    assert_told(outcome, case.folder / "refusals.txt")
    apply_changes(outcome, command="asyncify apply")
    after = files_of(project)
    assert after == files_of(case.folder / "after")
    for path, text in after.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
    assert not case.plan(project).changes, "a second run changes something"


@pytest.mark.servers
@pytest.mark.parametrize(
    "case", [case for case in cases() if case.program.exists()], ids=lambda case: case.folder.name
)
def test_program(case: Case, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    for module in case.needs:
        pytest.importorskip(
            module, reason=f"{module} is not installed: the program of {case.folder.name} is not run"
        )
    project = tmp_path / "project"
    project.mkdir()
    program = project / "program.py"
    shutil.copy(case.program, program)
    with database(case, request, tmp_path) as before:
        printed = output_of(program, before)
        rows = before.rows()
    assert printed
    outcome = case.plan(project)
    assert not outcome.problems
    assert_told(outcome, case.folder / "refused.txt")
    assert outcome.changes
    apply_changes(outcome, command="asyncify apply")
    with database(case, request, tmp_path) as after:
        assert output_of(program, after) == printed
        assert after.rows() == rows
        assert after.open_after(2) == 0
    assert not case.plan(project).changes, "a second run changes something"


@contextmanager
def database(case: Case, request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """An empty database of the kind that the case wants."""
    fixture, make = DATABASES[case.server]
    with make(request.getfixturevalue(fixture) if fixture else "", folder) as found:
        yield found


def output_of(program: Path, database: Database) -> str:
    """What the program prints. It must end by itself, well, and complain of nothing."""
    done = subprocess.run(
        [sys.executable, "-B", "-X", "dev", "-W", "error", program.name],
        cwd=program.parent, capture_output=True, text=True, timeout=30, check=False,
        env=os.environ | {"DATABASE_URL": database.url, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if not SLOW_STEP.match(line)]
    assert (done.returncode, complaints) == (0, []), done.stderr[-3000:]
    return done.stdout
