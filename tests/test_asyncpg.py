"""psycopg2's calls for asyncpg: what the model and its hooks make of each shape."""

from __future__ import annotations

import compileall
from pathlib import Path
from typing import Any

import psycopg2.errors
import psycopg2.extensions
import pytest

import asyncifier_codemods.hooks
from asyncifier.api import Options, apply_changes, make_plan
from asyncifier.hooks import CallOutcome
from asyncifier.library import Libraries, Refused, load_library
from asyncifier_codemods.hooks import asyncpg as hooks
from asyncifier_codemods.hooks.asyncpg_texts import CONNECT, CONNECT_IMPORTS, NAMED_ROW, OPEN_POOL
from test_hooks import VARIABLE, called, method

asyncpg: Any = pytest.importorskip("asyncpg")
MODELS = Path(asyncifier_codemods.hooks.__file__).parent.parent / "models"
ASYNCPG = load_library(MODELS / "psycopg2-asyncpg.toml")


def executed(*args: Any) -> CallOutcome:
    return method(ASYNCPG, "Cursor", "execute", *args)


def test_values_become_arguments() -> None:
    outcome = executed("SELECT a FROM t WHERE b = %s", [1])
    assert outcome.args.replace == ((0, '"SELECT a FROM t WHERE b = $1"'),)
    assert outcome.args.spread == ((1, ()),)
    assert outcome.awaited is True


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ((VARIABLE,), "only constant SQL"),
        (("SELECT %s, %s", [1]), "1 values for 2 placeholders"),
        (("SELECT 1", VARIABLE), "not known"),
        (("SELECT '%s'", [1]), "in a literal"),
        (("SELECT 1; SELECT 2",), "several statements"),
    ],
)
def test_refused(args: tuple[Any, ...], reason: str) -> None:
    assert reason in str(executed(*args).refuse)


def test_a_script_without_rows_runs_as_a_whole() -> None:
    assert executed("DELETE FROM a; DELETE FROM b").method == "execute_script"


def test_a_guessed_type_is_told_with_the_statement() -> None:
    (warning,) = executed("SELECT 1 / %s", [2]).warnings
    assert warning.startswith("PostgreSQL guesses the type of $1")
    assert warning.endswith("`SELECT 1 / $1`")


def test_a_named_cursor_is_refused() -> None:
    assert method(ASYNCPG, "Connection", "cursor", "big").refuse
    assert not method(ASYNCPG, "Connection", "cursor", None).refuse


def test_json_with_a_function_of_its_own_is_refused() -> None:
    assert called(ASYNCPG, "psycopg2.extras.Json", VARIABLE).template == "json.dumps({0})"
    assert called(ASYNCPG, "psycopg2.extras.Json", VARIABLE, VARIABLE).refuse


@pytest.mark.parametrize(
    ("type_", "cls"),
    [("Connection", psycopg2.extensions.connection), ("Cursor", psycopg2.extensions.cursor)],
)
def test_all_members_are_in_the_model(type_: str, cls: type) -> None:
    known = {*ASYNCPG.types[type_].methods, *ASYNCPG.types[type_].attrs}
    assert not {name for name in dir(cls) if not name.startswith("_")} - known


def test_every_error_class_has_a_counterpart() -> None:
    libraries = Libraries((ASYNCPG,))
    classes = [name for name, item in vars(psycopg2.errors).items() if isinstance(item, type)]
    assert len(classes) > 250
    for name in classes:
        new = libraries.new_name(ASYNCPG, f"psycopg2.errors.{name}")
        if isinstance(new, Refused):  # the classes of PEP 249 are there too
            assert hasattr(psycopg2, name)
            continue
        assert issubclass(
            getattr(asyncpg, str(new).removeprefix("asyncpg.")), asyncpg.PostgresError | Warning
        )


@pytest.mark.parametrize(
    "name", ["Error", "OperationalError", "InternalError", "ProgrammingError", "DataError"]
)
def test_the_classes_of_pep_249_cover_what_they_covered(name: str) -> None:
    new = str(Libraries((ASYNCPG,)).new_name(ASYNCPG, f"psycopg2.{name}"))
    caught = tuple(getattr(asyncpg, part.removeprefix("asyncpg.")) for part in new.split(", "))
    for old, counterpart in hooks.error_classes().items():
        found = getattr(asyncpg, counterpart)
        if issubclass(found, caught):
            assert issubclass(getattr(psycopg2.errors, old), getattr(psycopg2, name))


def test_a_code_is_that_of_its_class() -> None:
    assert hooks.errorcode("psycopg2.errorcodes.UNIQUE_VIOLATION") == "asyncpg.UniqueViolationError.sqlstate"
    assert isinstance(hooks.errorcode("psycopg2.errorcodes.SUCCESSFUL_COMPLETION"), Refused)


def test_helpers_are_python(tmp_path: Path) -> None:
    imports = "\n".join(f"import {name}" for name in (*CONNECT_IMPORTS, "collections", "functools"))
    texts = "\n\n".join(helper.text for helper in (CONNECT, NAMED_ROW, hooks.DICT_ROW, OPEN_POOL))
    path = tmp_path / "helpers.py"
    path.write_text(f"{imports}\n\n{texts}")
    assert compileall.compile_file(str(path), quiet=1)
    names: dict[str, Any] = {}
    exec(path.read_text(), names)
    parameters = names["_parameters"]
    assert parameters("dbname=a user='b c'", {"host": None, "connect_timeout": "5"}) == {
        "database": "a",
        "user": "b c",
        "timeout": 5.0,
    }
    assert parameters(
        "postgresql://h/d", {"options": "-c search_path=a -c x.y=1", "application_name": "n"}
    ) == {
        "dsn": "postgresql://h/d",
        "server_settings": {"search_path": "a", "x.y": "1", "application_name": "n"},
    }
    assert parameters(None, {"sslmode": "require", "keepalives": 1, "dbname": "d"}) == {
        "ssl": "require",
        "database": "d",
    }
    row = names["_dict_row"](asyncpg_record(a=1, b=2))
    assert (row[0], row["b"], list(row), row.get("c")) == (1, 2, [1, 2], None)
    assert names["_named_row"](asyncpg_record(a=1, **{"?column?": 2}))._fields == ("a", "f_column_")


def asyncpg_record(**values: Any) -> Any:
    """Like a record: keys, and values when it is iterated."""

    class Record(tuple[Any, ...]):
        def keys(self) -> list[str]:
            return list(values)

    return Record(values.values())


BOTH = """\
import psycopg2


def good():
    conn = psycopg2.connect("")
    try:
        conn.cursor().execute("SELECT 1")
    except (psycopg2.Error, ValueError):
        raise
    finally:
        conn.close()


def bad(query):
    conn = psycopg2.connect("")
    try:
        conn.cursor().execute(query)
    except psycopg2.Error:
        pass
    finally:
        conn.close()
"""
WARNED = """\
import psycopg2


class Failed(psycopg2.Error):
    pass


def good():
    conn = psycopg2.connect("")
    try:
        conn.cursor().execute("SELECT 1")
    except psycopg2.Warning:
        raise psycopg2.OperationalError("no")
    finally:
        conn.close()
"""


def converted(folder: Path, text: str) -> tuple[str, list[str]]:
    """The file after the conversion, and the codes of what is told."""
    (folder / "app.py").write_text(text)
    outcome = make_plan(
        [folder], Options(targets=("postgresql=asyncpg",), use_cache=False), with_changes=True
    )
    apply_changes(outcome, command="asyncify apply")
    assert not outcome.problems
    return (folder / "app.py").read_text(), [item.code for item in outcome.plan.refusals]


def test_where_a_connection_stays_its_exceptions_stay_beside_the_new_ones(tmp_path: Path) -> None:
    after, told = converted(tmp_path, BOTH)
    assert "ASY210" in told
    assert "conn = await _connect" in after
    assert "except (psycopg2.Error, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError):" in after
    assert "except (psycopg2.Error, asyncpg.PostgresError, asyncpg.InterfaceError):" in after
    assert "import psycopg2" in after


def test_one_of_several_exceptions_is_raised_or_subclassed(tmp_path: Path) -> None:
    after, told = converted(tmp_path, WARNED)
    assert "class Failed(asyncpg.PostgresError):" in after
    assert 'raise asyncpg.PostgresConnectionError("no")' in after
    assert told.count("ASY310") == 1  # psycopg2.Warning has no counterpart
