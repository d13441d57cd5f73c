"""What each PostgreSQL target makes of the statements in `sql/statements.py`, compared with psycopg2.

Each function there becomes a project of its own, is converted for every target that has a model, and run.

    python tests/sql_differences.py         writes docs/sql-differences.md
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asyncifier.api import Options, apply_changes, list_models, make_plan
from asyncifier.config import TARGETS

STATEMENTS = Path(__file__).parent / "sql" / "statements.py"
PAGE = Path(__file__).parents[1] / "docs" / "sql-differences.md"

RUN = """

def run(dsn):
    conn = psycopg2.connect(dsn)
    try:
        with conn.cursor() as cur:
            return {name}(cur)
    finally:
        conn.close()
"""


@dataclass(frozen=True)
class Case:
    """One function of the file: `statement` is the first text in it."""

    name: str
    statement: str
    source: str


@dataclass(frozen=True)
class Result:
    """What became of one case with one target. `shown` is what it gave, None where it was refused."""

    shown: str | None
    told: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """What is told of the driver as a whole; it explains a result that has a type or error it names."""

    def explained(self, old: Result) -> tuple[str, ...]:
        """What the user was told of the difference."""
        new = _words(self.shown or "") - _words(old.shown or "")
        return self.told + tuple(notice for notice in self.notices if new & _words(notice))

    def agrees_with(self, old: Result) -> bool:
        """The same result, or an error in both."""
        return self.shown == old.shown or (is_error(self) and is_error(old))

    def is_silently_different(self, old: Result) -> bool:
        """Neither the same nor refused nor told."""
        return self.shown is not None and not self.agrees_with(old) and not self.explained(old)


Results = Mapping[str, Mapping[str, Result]]
"""By target and name of the case; "psycopg2" is what the others are compared with."""


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w\w+", text))


def is_error(result: Result) -> bool:
    return (result.shown or "").startswith("error ")


def cases() -> tuple[Case, ...]:
    text = STATEMENTS.read_text()
    tree = ast.parse(text)
    imports = "\n".join(ast.unparse(node) for node in tree.body if isinstance(node, ast.Import))
    return tuple(
        Case(
            node.name,
            next(_texts(node)),
            f"{imports}\n\n\n{ast.get_source_segment(text, node)}\n{RUN.format(name=node.name)}",
        )
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    )


def _texts(function: ast.FunctionDef) -> Iterator[str]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Constant)]
    found = [node for node in calls if isinstance(node.value, str)]
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        if len(str(node.value)) > 4:
            yield str(node.value)
    yield function.name


def targets() -> tuple[str, ...]:
    """The targets of psycopg2 that there are models for, the default first."""
    known = {model.target for model in list_models() if model.id.startswith("psycopg2-")}
    return tuple(target for target in TARGETS["postgresql"] if target in known)


def results(server: str, folder: Path) -> Results:
    """All results, on the PostgreSQL at `server`."""
    found = {"psycopg2": _run({case.name: case.source for case in cases()}, server, folder / "psycopg2")}
    for target in targets():
        sources: dict[str, str] = {}
        told: dict[str, Result] = {}
        for case in cases():
            told[case.name], new = converted(case, target, folder / f"{target}-projects")
            if new is not None:
                sources[case.name] = new
        ran = _run(sources, server, folder / target)
        found[target] = {
            case.name: replace(told[case.name], shown=ran[case.name].shown if case.name in ran else None)
            for case in cases()
        }
    return found


def converted(case: Case, target: str, folder: Path) -> tuple[Result, str | None]:
    """What is told of the case, and its new source; None where it stays as it is."""
    project = folder / case.name
    project.mkdir(parents=True)
    (project / "case.py").write_text(case.source)
    outcome = make_plan(
        [project], Options(targets=(f"postgresql={target}",), use_cache=False), with_changes=True
    )
    assert not outcome.problems, (case.name, outcome.problems)
    told = [item for item in outcome.plan.refusals if not item.message.startswith("no list of dependencies")]
    result = Result(
        None,
        tuple(item.message for item in told if item.code != "ASY311"),
        tuple(item.message for item in told if item.code == "ASY311"),
    )
    if not outcome.changes:
        assert result.told, f"{case.name} is not converted, and nobody says why"
        return result, None
    apply_changes(outcome, command="asyncify apply")
    return result, (project / "case.py").read_text()


def _run(sources: Mapping[str, str], server: str, folder: Path) -> dict[str, Result]:
    folder.mkdir(parents=True)
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", __file__, server, *sources],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | {"TZ": "America/New_York"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return {name: Result(shown) for name, shown in json.loads(done.stdout.splitlines()[-1]).items()}


# -- in the process that runs the statements ------------------------------------------------------------


def run_modules(server: str, names: Iterable[str]) -> dict[str, str]:
    """What `run()` of each module in this folder gives, each on the same tables."""
    import psycopg

    setup = ast.parse(STATEMENTS.read_text())
    (tables,) = [
        str(node.value.value)
        for node in setup.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    ]
    sys.path.insert(0, "")
    shown: dict[str, str] = {}
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS statements WITH (FORCE)")
        admin.execute("CREATE DATABASE statements")
        admin.execute("ALTER DATABASE statements SET timezone = 'Europe/Berlin'")
        url = urlsplit(server)._replace(path="/statements").geturl()
        for name in names:
            with psycopg.connect(url, autocommit=True) as conn:
                conn.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                conn.execute(tables)
                before = _contents(conn)
                shown[name] = _outcome(name, url)
                if _contents(conn) != before:
                    shown[name] += ", and it is committed"
        admin.execute("DROP DATABASE statements WITH (FORCE)")
    return shown


def _contents(conn: Any) -> Any:
    return conn.execute("SELECT (SELECT array_agg(i::text) FROM item i), (SELECT array_agg(e::text) FROM entry e)") \
        .fetchone()  # fmt: skip


def _outcome(name: str, url: str) -> str:
    import asyncio
    import importlib
    import inspect

    module = importlib.import_module(name)
    try:
        found = module.run(url)
        return show(asyncio.run(found) if inspect.iscoroutine(found) else found)
    except Exception as error:  # whatever the drivers raise
        code = getattr(error, "pgcode", None) or getattr(error, "sqlstate", None)
        return f"error {code or type(error).__name__}"


def show(value: Any, *, inside: bool = False) -> str:
    """The value so that its type can be seen, and nothing that means the same in all drivers."""
    import datetime

    match value:
        case tuple():
            items = ", ".join(show(item, inside=True) for item in value)
            return f"{'tuple' if inside else ''}({items}{',' if len(value) == 1 else ''})"
        case list():
            items = ", ".join(show(item, inside=inside) for item in value)
            return f"{'list' if inside else ''}[{items}]"
        case dict():
            return f"{{{', '.join(f'{key!r}: {show(item)}' for key, item in value.items())}}}"
        case memoryview():
            return f"memoryview({bytes(value)!r})"
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case bytes():
            return f"bytes({value!r})"
        case None | bool() | int() | float() | str():
            return repr(value)
        case _:
            return f"{type(value).__name__}({value})"


# -- the page ---------------------------------------------------------------------------------------------

HEAD = """\
# SQL: what each target makes of it

{count} statements, each as a program sends it through psycopg2, converted for each target and run on PostgreSQL.
`=`: the same result, or an error in both. `≠`: another result, which `asyncify plan` tells of.
`refused`: not converted, and why. No other result goes untold.
Written by `tests/sql_differences.py` from `tests/sql/statements.py`.

| | {targets} |
| --- | {lines} |
| the same | {same} |
| another result, told | {told} |
| refused | {refused} |

| statement | psycopg2 | {targets} |
| --- | --- | {lines} |
"""


def page(found: Results) -> str:
    """The text of docs/sql-differences.md."""
    old = found["psycopg2"]
    names = [target for target in found if target != "psycopg2"]

    def counts(kind: str) -> str:
        return " | ".join(
            str(sum(_kind(found[target][name], old[name]) == kind for name in old)) for target in names
        )

    head = HEAD.format(
        count=len(old), targets=" | ".join(names), lines=" | ".join("---" for _ in names),
        same=counts("="), told=counts("≠"), refused=counts("refused"),
    )  # fmt: skip
    rows = (
        " | ".join(
            [
                f"| {_code(case.statement)}",
                _code(str(old[case.name].shown)),
                *(_cell(found[target][case.name], old[case.name]) for target in names),
            ]
        )
        for case in cases()
    )
    return head + "".join(f"{row} |\n" for row in rows)


def _kind(result: Result, old: Result) -> str:
    if result.shown is None:
        return "refused"
    return "=" if result.agrees_with(old) else "≠"


def _cell(result: Result, old: Result) -> str:
    told = (
        "; ".join(result.explained(old)).replace("|", "\\|").partition("; everything on this connection")[0]
    )
    match _kind(result, old):
        case "refused":
            return f"refused: {told}"
        case "=":
            return "="
        case _:
            return f"≠ {_code(str(result.shown))}: {told or '**untold**'}"


def _code(text: str) -> str:
    line = " ".join(text.split()).replace("|", "\\|")
    return f"`` {line[:120]}{'…' if len(line) > 120 else ''} ``"


def main() -> None:
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(run_modules(sys.argv[1], sys.argv[2:])))
        return
    from servers import start_postgres

    with start_postgres() as server, tempfile.TemporaryDirectory() as folder:
        found = results(server.url, Path(folder))
    PAGE.write_text(page(found))
    for target in found:
        for name, result in found[target].items():
            if result.is_silently_different(found["psycopg2"][name]):
                sys.stdout.write(f"{target}: {name}: {found['psycopg2'][name].shown} -> {result.shown}\n")


if __name__ == "__main__":
    main()
