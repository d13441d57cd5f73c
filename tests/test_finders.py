"""Other people's finders of blocking calls agree: they find nothing in converted code that the plan did not list.

ruff (ASYNC) and hydroid read the code, blockbuster watches it run. A finding is listed if the plan tells something of
the line that it stands on, or of one of those that lead to it.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from asyncifier.api import Options, apply_changes, make_plan

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TESTS = Path(__file__).parent
EXAMPLES = ("bank_flask", "inventory_sqlite", "orders_postgres")
BIN = Path(sys.executable).parent

NOT_BLOCKING = {
    "ASYNC109": "a parameter `timeout` is no blocking call, and callers go on passing it",
    "redis.commands.core.": "hydroid takes the commands of redis.asyncio's clients and pipelines for those of redis",
    "queue.Queue.put": "waits only when a queue is full, and these have no limit",
}
"""The beginnings of what is found and does not block, with the reason."""

AT_START = {
    (
        "gettext.py",
        "find",
    ): "argparse looks for translations when a program starts, before there is another task",
    ("_common.py", "load_data"): "zoneinfo, read once by the driver",
    ("_common.py", "from_file"): "the same",
    ("_tzpath.py", "find_tzfile"): "the same",
    ("__init__.py", "emit"): "the handler of `logging` that pytest puts there",
}
"""The functions of libraries that read or write files once, or in tests only."""

UNSEEN = {
    (
        "inventory/cli.py",
        "do_export",
    ): "closes `args.file.open()`: what an argparse.Namespace holds has no type",
}
"""The functions of examples that do what nobody sees in their code, neither the plan nor a finder."""


@dataclass(frozen=True)
class Tree:
    """A project that was converted in its folder, and what was told of it."""

    folder: Path
    before: Mapping[str, str]
    told: frozenset[tuple[str, int]]
    """(file, line), both as they were before."""
    changed: bool

    def lists(self, file: str, line: int) -> bool:
        """The plan tells something of what became this line of a file."""
        return any((file, old) in self.told for old in self.lines_before(file, line))

    def lines_before(self, file: str, line: int) -> Iterator[int]:
        old, new = self.before.get(file, "").splitlines(), (self.folder / file).read_text().splitlines()
        for kind, start, end, low, high in difflib.SequenceMatcher(
            None, old, new, autojunk=False
        ).get_opcodes():
            if low < line <= high:
                yield from range(start + 1, end + 1) if kind != "equal" else (start + line - low,)

    def function_at(self, file: str, line: int) -> tuple[str, range]:
        """The innermost function around a line, and its lines."""
        found = [
            (node.name, range(node.lineno, (node.end_lineno or 0) + 1))
            for node in ast.walk(ast.parse((self.folder / file).read_text()))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.lineno <= line <= (node.end_lineno or 0)
        ]
        return max(found, key=lambda item: item[1].start, default=("", range(line, line + 1)))


def converted(source: Path, folder: Path, targets: Sequence[str] = ()) -> Tree:
    if source.is_dir():
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__", ".*", "*.egg-info"))
    else:
        folder.mkdir(parents=True)
        shutil.copy(source, folder)
    before = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.py")}
    options = Options(targets=tuple(targets), use_cache=False)
    outcome = make_plan([folder], options, with_changes=True)
    assert not outcome.problems
    if outcome.changes:
        apply_changes(outcome, command="asyncify apply")
    told = frozenset((item.file, item.line) for item in outcome.plan.refusals)
    return Tree(folder, before, told, bool(outcome.changes))


def sources() -> Iterator[tuple[str, Path, Sequence[str]]]:
    """(name, file or folder, targets) of all that tests convert."""
    for name in EXAMPLES:
        yield f"examples/{name}", TESTS.parent / "examples" / name, ()
    for case in sorted(TESTS.glob("models/*/case.toml")):
        targets = tomllib.loads(case.read_text()).get("targets", ())
        yield f"models/{case.parent.name}/before", case.parent / "before", targets
        if (case.parent / "program.py").exists():
            yield f"models/{case.parent.name}/program", case.parent / "program.py", targets
    for kind in ("flows", "situations", "suites"):
        for path in sorted((TESTS / kind).iterdir()):
            if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__"):
                yield f"{kind}/{path.stem}", path, ()


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tree]:
    """What was converted, by its path below one folder."""
    root = tmp_path_factory.mktemp("trees")
    found = {name: converted(path, root / name, targets) for name, path, targets in sources()}
    return {name: tree for name, tree in found.items() if tree.changed}


@dataclass(frozen=True)
class Finding:
    """What a finder tells: its name for it, and the lines that lead there."""

    what: str
    places: tuple[tuple[str, int], ...]

    @property
    def is_harmless(self) -> bool:
        return any(self.what.startswith(name) for name in NOT_BLOCKING)


def ruff(folder: Path) -> Iterator[Finding]:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "ASYNC"]
    for item in found_by([*command, "--output-format", "json", "."], folder):
        path = Path(item["filename"]).relative_to(folder.resolve()).as_posix()
        yield Finding(item["code"], ((path, item["location"]["row"]),))


def hydroid(folder: Path) -> Iterator[Finding]:
    command: list[str | Path] = [
        BIN / "hydroid",
        ".",
        "--no-cache",
        "--python",
        sys.prefix,
        "--format",
        "json",
    ]
    for item in found_by(command, folder)["diagnostics"]:
        links = [item["location"], *(link["location"] for link in item["chain"])]
        yield Finding(item["sink"]["qualname"], tuple((link["path"], link["line"]) for link in links))


def found_by(command: Sequence[str | Path], folder: Path):  # type: ignore[no-untyped-def]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def unlisted(found: Iterator[Finding], trees: Mapping[str, Tree], *, in_tree: str = "") -> list[Finding]:
    """The findings that the plan did not list; those whose lines lie in more than one tree mean nothing."""
    left = []
    for finding in found:
        places = [split(path, line, trees, in_tree) for path, line in finding.places]
        names = {name for name, _, _ in places}
        if len(names) == 1 and not finding.is_harmless:
            tree = trees[names.pop()]
            if not any(tree.lists(path, line) for _, path, line in places):
                left.append(finding)
    return left


def split(path: str, line: int, trees: Mapping[str, Tree], name: str) -> tuple[str, str, int]:
    """The tree in which a file of the common folder lies, and its path there."""
    if name:
        return name, path, line
    name = next((name for name in trees if path.startswith(f"{name}/")), path)
    return name, path.removeprefix(f"{name}/"), line


def common_folder(trees: Mapping[str, Tree]) -> Path:
    name, tree = next(iter(trees.items()))
    return Path(str(tree.folder).removesuffix(name))


@pytest.mark.slow
def test_ruff_finds_what_the_plan_lists(trees: dict[str, Tree]) -> None:
    in_changed = (
        item for item in ruff(common_folder(trees)) if split(*item.places[0], trees, "")[0] in trees
    )
    assert unlisted(in_changed, trees) == []


@pytest.mark.slow
def test_hydroid_finds_what_the_plan_lists(trees: dict[str, Tree]) -> None:
    alone = {name: tree for name, tree in trees.items() if len(tree.before) == 1}
    together = [
        item
        for item in hydroid(common_folder(trees))
        if all(split(*place, trees, "")[0] in alone for place in item.places)
    ]
    assert unlisted(iter(together), alone) == []
    for name, tree in trees.items():
        if name not in alone:  # its modules import each other, from its own folder
            assert unlisted(hydroid(tree.folder), trees, in_tree=name) == [], name


def test_a_finding_that_is_not_listed_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "import sqlite3\n\n\n"
        "def main():\n    conn = sqlite3.connect(':memory:')\n    with open('x', 'w') as out:\n"
        "        out.write('a')\n    conn.close()\n\n\nmain()\n"
    )
    tree = converted(tmp_path / "main.py", tmp_path / "tree")
    assert len(tree.told) > 1
    silent = Tree(tree.folder, tree.before, frozenset(), changed=True)
    for finder in (ruff, hydroid):
        assert list(finder(tree.folder))
        assert unlisted(finder(tree.folder), {"a": tree}, in_tree="a") == []
        assert unlisted(finder(tree.folder), {"a": silent}, in_tree="a") != []


# -- while the examples' tests run ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("inventory_sqlite", marks=pytest.mark.slow),
        *(pytest.param(name, marks=pytest.mark.servers) for name in ("orders_postgres", "bank_flask")),
    ],
)
def test_blockbuster_stops_at_what_the_plan_lists(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    tree = converted(TESTS.parent / "examples" / name, tmp_path / name)
    environment = (
        {} if name == "inventory_sqlite" else {"DATABASE_URL": request.getfixturevalue("postgres_dsn")}
    )
    plugins = ["-p", "no:asyncio"] if name == "bank_flask" else []
    recorded = tmp_path / "recorded.json"
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-p",
        "blocking_recorder",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, "-W", "error", *plugins], cwd=tree.folder, capture_output=True, text=True, timeout=100, check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        | environment | {"PYTHONPATH": str(TESTS), "BLOCKING_CALLS": str(recorded)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    found = json.loads(recorded.read_text())
    assert found, "nothing was watched"
    left = set()
    for what, lines, functions in found:
        if any((Path(path).name, function) in AT_START for path, function in functions):
            continue
        file, line = lines[-1]
        function, body = tree.function_at(file, line)
        if (file, function) not in UNSEEN and not any(tree.lists(file, other) for other in body):
            left.add((what, file, line))
    assert left == set()
