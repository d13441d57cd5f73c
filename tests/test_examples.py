"""The example applications are converted and their own tests decide whether that worked.

`examples/` holds synchronous code. Each test here works on a copy of it, with the command line that users
type. The same tests must pass before and after, and after with every warning an error: a forgotten
`await` is one.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ASYNCIFY = Path(sys.executable).parent / "asyncify"


@dataclass(frozen=True)
class Example:
    name: str
    sources: str  # the folder to type-check
    old_driver: str
    needs_server: bool


INVENTORY = Example("inventory_sqlite", "inventory", "sqlite3", needs_server=False)
ORDERS = Example("orders_postgres", "src/orders", "psycopg2", needs_server=True)
BANK = Example("bank_flask", "app", "psycopg2", needs_server=True)

each_example = pytest.mark.parametrize("example", [INVENTORY, ORDERS, BANK], ids=lambda example: example.name)
each_example_with_server = pytest.mark.parametrize(
    "example",
    [
        pytest.param(INVENTORY, id=INVENTORY.name),
        pytest.param(ORDERS, id=ORDERS.name, marks=pytest.mark.servers),
        pytest.param(BANK, id=BANK.name, marks=pytest.mark.servers),
    ],
)


class Conversions:
    """Copies of the examples, before and after; each example is converted once for all tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def before(self, example: Example) -> Path:
        return self._copy(example, self.folder / "before" / example.name)

    def after(self, example: Example) -> Path:
        project = self.folder / "after" / example.name
        if not project.exists():
            self._copy(example, project)
            _git(project, "init", "--quiet")
            _commit_all(project, "synchronous")
            try:
                _run_asyncify("apply", "--allow-dirty", ".", cwd=project)
            except BaseException:
                shutil.rmtree(project)  # else the next test would take the unconverted copy for the result
                raise
        return project

    def _copy(self, example: Example, target: Path) -> Path:
        if not target.exists():
            unwanted = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info")
            shutil.copytree(EXAMPLES / example.name, target, ignore=unwanted)
        return target


@pytest.fixture(scope="session")
def conversions(tmp_path_factory: pytest.TempPathFactory) -> Conversions:
    return Conversions(tmp_path_factory.mktemp("examples"))


@pytest.fixture
def environment(request: pytest.FixtureRequest, example: Example) -> dict[str, str]:
    """What the example's tests run in: the address of its server, if it needs one."""
    if not example.needs_server:
        return {}
    return {"DATABASE_URL": str(request.getfixturevalue("postgres_dsn"))}


# -- the example's own tests ---------------------------------------------------------------------------------


@each_example_with_server
def test_tests_pass_before(conversions: Conversions, example: Example, environment: dict[str, str]) -> None:
    # Without pytest-asyncio: synchronous applications don't have it installed.
    assert len(_passed_tests(conversions.before(example), environment, "-p", "no:asyncio")) >= 8


@each_example_with_server
def test_the_same_tests_pass_after(
    conversions: Conversions, example: Example, environment: dict[str, str]
) -> None:
    before = _passed_tests(conversions.before(example), environment, "-p", "no:asyncio")
    plugin = ["-p", "no:asyncio"] if example is BANK else []  # its tests share the application's event loop
    after = _passed_tests(conversions.after(example), environment, "-W", "error", *plugin)
    assert after == before


def test_a_test_that_does_not_pass_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip()\ndef test_c(): assert 0\n"
    )
    with pytest.raises(AssertionError, match="test_c"):
        _passed_tests(tmp_path, {})
    (tmp_path / "test_it.py").write_text("import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip()\n")
    with pytest.raises(AssertionError, match="test_b"):
        _passed_tests(tmp_path, {})


# -- what is left of the old driver --------------------------------------------------------------------------


@each_example
def test_no_blocking_driver_is_left(conversions: Conversions, example: Example) -> None:
    project = conversions.after(example)
    if example is INVENTORY:  # `sqlite3.Row` and the exceptions are the same classes: only connecting must go
        left = [where for where, call in _calls(project) if call == "sqlite3.connect"]
    else:
        left = [where for where, module in _imports(project) if module.split(".")[0] == example.old_driver]
    assert left == []


def test_dependencies_name_the_new_driver(conversions: Conversions) -> None:
    orders = (conversions.after(ORDERS) / "pyproject.toml").read_text()
    assert "psycopg2" not in orders.replace("types-psycopg2", "")  # stubs are harmless
    assert re.search(r'"psycopg(\[[a-z,]+\])?[>=~ ]', orders)
    assert re.search(r'"pytest-asyncio\b', orders)
    inventory = (conversions.after(INVENTORY) / "pyproject.toml").read_text()
    assert re.search(r'"aiosqlite\b', inventory)
    assert re.search(r'"pytest-asyncio\b', inventory)


# -- doing it twice ------------------------------------------------------------------------------------------


@each_example
def test_applying_again_changes_nothing(conversions: Conversions, example: Example, tmp_path: Path) -> None:
    project = shutil.copytree(conversions.after(example), tmp_path / "again")
    _commit_all(project, "asynchronous")
    _run_asyncify("apply", "--allow-dirty", ".", cwd=project)
    assert _git(project, "diff") == ""
    _run_asyncify("apply", "--check", "--allow-dirty", ".", cwd=project)  # its status 1 would say: not done


# -- what checkers say ---------------------------------------------------------------------------------------


@each_example
def test_ruff_finds_no_new_async_problem(conversions: Conversions, example: Example) -> None:
    assert _ruff(conversions.after(example)) - _ruff(conversions.before(example)) == set()


@pytest.mark.slow
@each_example
def test_mypy_finds_no_new_kind_of_error(conversions: Conversions, example: Example, tmp_path: Path) -> None:
    before = _mypy(conversions.before(example), example.sources, tmp_path)
    after = _mypy(conversions.after(example), example.sources, tmp_path)
    known = {_kind(error) for error in before}
    assert [error for error in after if _kind(error) not in known and not _stricter_stubs(error)] == []


# -- what it is good for -------------------------------------------------------------------------------------


@pytest.mark.servers
@pytest.mark.parametrize("example", [ORDERS], ids=lambda example: example.name)
def test_calls_wait_at_the_same_time(
    conversions: Conversions, example: Example, environment: dict[str, str]
) -> None:
    """Twenty reports of 0.2 s each, at once, take less than three times as long as one."""
    project = conversions.after(example)
    done = _run(
        [sys.executable, "-W", "error", "-c", TWENTY_AT_ONCE], project, environment | {"PYTHONPATH": "src"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    seconds = json.loads(done.stdout)
    assert seconds["twenty"] < 3 * seconds["one"], seconds
    assert seconds["one"] >= 0.2, seconds


TWENTY_AT_ONCE = """
import asyncio, json, time
from orders.config import Settings
from orders.services import ReportService

async def main():
    reports = ReportService(Settings.from_env(), None)  # slow_report opens a connection of its own

    async def seconds(calls):
        start = time.perf_counter()
        await asyncio.gather(*(reports.slow_report(0.2) for _ in range(calls)))
        return time.perf_counter() - start

    await seconds(1)  # imports and name look-ups are done now
    return {"one": await seconds(1), "twenty": await seconds(20)}

print(json.dumps(asyncio.run(main())))
"""


# -- running things ------------------------------------------------------------------------------------------


def _run(
    command: Sequence[str | Path], cwd: Path, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHONPATH"))
    }
    env |= {"PYTHONDONTWRITEBYTECODE": "1", **(extra or {})}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)


def _run_asyncify(*arguments: str, cwd: Path) -> str:
    done = _run([ASYNCIFY, *arguments], cwd)
    assert done.returncode == 0, f"asyncify {' '.join(arguments)}\n{done.stdout}{done.stderr}"
    return done.stdout


def _git(project: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    done = _run(["git", *identity, *arguments], project)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _commit_all(project: Path, message: str) -> None:
    _git(project, "add", "--all")
    _git(project, "commit", "--quiet", "--message", message)


def _passed_tests(project: Path, environment: Mapping[str, str], *arguments: str) -> list[str]:
    """The names of the project's tests; a test that fails or is skipped is an assertion error here."""
    report = project / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        *arguments,
    ]
    done = _run(command, project, environment)
    assert report.exists(), done.stdout + done.stderr  # pytest did not even start
    cases = list(ElementTree.parse(report).iter("testcase"))
    report.unlink()
    not_passed = [case.get("name") for case in cases if len(case) > 0]  # children: failure, error, skipped
    assert not not_passed, f"{not_passed}\n{done.stdout}{done.stderr}"
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted(f"{case.get('classname')}.{case.get('name')}" for case in cases)


# -- reading code --------------------------------------------------------------------------------------------


def _trees(project: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(project.rglob("*.py")):
        yield path.relative_to(project), ast.parse(path.read_bytes())


def _imports(project: Path) -> Iterator[tuple[str, str]]:
    for path, tree in _trees(project):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((f"{path}:{node.lineno}", alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield f"{path}:{node.lineno}", node.module


def _calls(project: Path) -> Iterator[tuple[str, str]]:
    for path, tree in _trees(project):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{path}:{node.lineno}", ast.unparse(node.func)


def _ruff(project: Path) -> set[tuple[str, str]]:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "ASYNC"]
    done = _run([*command, "--output-format", "json", "."], project)
    assert done.returncode in (0, 1), done.stderr
    return {
        (str(Path(found["filename"]).relative_to(project)), found["code"])
        for found in json.loads(done.stdout)
    }


def _mypy(project: Path, sources: str, cache: Path) -> list[str]:
    command = [sys.executable, "-m", "mypy", "--config-file", os.devnull, "--cache-dir", str(cache), sources]
    done = _run([*command, "--show-error-codes", "--no-error-summary"], project)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def _kind(error: str) -> str:
    return error.rpartition("[")[2].rstrip("]")


def _stricter_stubs(error: str) -> bool:
    """`fetchone()[0]`: sqlite3's stubs call a row `Any`; those of aiosqlite say that it may be None."""
    rows_or_none = re.search(r'"(Row|tuple\[.*\]|dict\[.*\]) \| None"', error)
    return rows_or_none is not None or '"None" object is not iterable' in error
