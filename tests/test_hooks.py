"""What becomes of single library calls, and the helpers that go with them."""

from __future__ import annotations

import asyncio
import collections.abc
import contextlib
import typing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiosqlite
import psycopg
import pytest

import asyncifier_codemods.hooks
from asyncifier.edits import ArgEdits
from asyncifier.hooks import (
    NOT_CONSTANT,
    ArgView,
    CallOutcome,
    CallView,
    evaluate_call,
    evaluate_write,
    helpers_for,
)
from asyncifier.library import Library, load_library
from asyncifier_codemods.hooks import psycopg as psycopg_hooks
from asyncifier_codemods.hooks import sql

MODELS = Path(asyncifier_codemods.hooks.__file__).parent.parent / "models"
PSYCOPG = load_library(MODELS / "psycopg2-psycopg.toml")
SQLITE = load_library(MODELS / "sqlite3-aiosqlite.toml")
TIME = load_library(MODELS / "time-asyncio.toml")
EXTRAS = "psycopg2.extras"
LEVEL = "psycopg2.extensions.ISOLATION_LEVEL"


class Name(str):
    """An argument that is an imported name."""


VARIABLE = object()


def arg(value: Any, **place: Any) -> ArgView:
    """The view of an argument: a literal, a `Name`, or `VARIABLE`, of which nothing is known."""
    if isinstance(value, Name):
        return ArgView(dotted=str(value), **place)
    if value is VARIABLE:
        return ArgView(**place)
    length = len(value) if isinstance(value, (list, tuple)) else None
    return ArgView(constant=value, length=length, **place)


def view(callee: str, *args: Any, is_method: bool = False, **keywords: Any) -> CallView:
    return CallView(
        callee,
        (
            *(arg(value, position=n) for n, value in enumerate(args)),
            *(arg(value, keyword=name) for name, value in keywords.items()),
        ),
        is_method,
    )


def called(library: Library, function: str, *args: Any, **keywords: Any) -> CallOutcome:
    return evaluate_call(library, library.functions[function], view(function, *args, **keywords))


def method(library: Library, type_: str, name: str, *args: Any, **keywords: Any) -> CallOutcome:
    member = library.types[type_].methods[name]
    return evaluate_call(library, member, view(name, *args, is_method=True, **keywords))


def written(name: str, value: Any) -> CallOutcome:
    return evaluate_write(PSYCOPG, PSYCOPG.types["Connection"].attrs[name], arg(value, position=0))


CLIENT_BINDING = ("cursor_factory", "psycopg.AsyncClientCursor")


# --- rules in data --------------------------------------------------------------------------------------


def test_sleep() -> None:
    outcome = called(TIME, "time.sleep", 1)
    assert (outcome.callee, outcome.awaited, outcome.imports) == ("asyncio.sleep", True, ("asyncio",))


def test_positional_arguments_become_keywords_where_the_new_function_wants_them() -> None:
    outcome = called(SQLITE, "sqlite3.connect", "app.db", 5.0)
    assert outcome.args == ArgEdits(keyword_for=((1, "timeout"),))
    assert outcome.callee == "aiosqlite.connect"


def test_a_refused_argument_refuses_the_call_unless_it_says_nothing() -> None:
    assert called(SQLITE, "sqlite3.connect", "app.db", factory=VARIABLE).refuse is not None
    outcome = called(SQLITE, "sqlite3.connect", "app.db", factory=None)
    assert (outcome.refuse, outcome.args.drop) == (None, ("factory",))


def test_arguments_behind_stars_are_warned_of() -> None:
    stars = CallView("psycopg2.connect", (ArgView(star=True),))
    outcome = evaluate_call(PSYCOPG, PSYCOPG.functions["psycopg2.connect"], stars)
    assert outcome.refuse is None
    assert "database" in outcome.warnings[0]


def test_a_template_finds_arguments_by_position_and_by_keyword() -> None:
    rows = called(PSYCOPG, f"{EXTRAS}.execute_batch", VARIABLE, "INSERT", argslist=VARIABLE, page_size=9)
    assert (rows.template, rows.awaited) == ("{0}.executemany({1}, {argslist})", True)
    assert called(PSYCOPG, f"{EXTRAS}.execute_batch", VARIABLE).refuse is not None


def test_methods_without_counterpart_are_refused() -> None:
    assert method(PSYCOPG, "Cursor", "copy_expert", "COPY t FROM STDIN", VARIABLE).refuse is not None


def test_calls_that_can_go() -> None:
    outcome = called(PSYCOPG, f"{EXTRAS}.register_uuid")
    assert (outcome.template, outcome.awaited) == ("None", False)
    assert outcome.remove is not None
    assert called(PSYCOPG, f"{EXTRAS}.register_default_json", loads=VARIABLE).refuse is not None


# --- connections and cursors ------------------------------------------------------------------------------


def test_connect() -> None:
    outcome = called(PSYCOPG, "psycopg2.connect", dsn="x", database="app")
    assert outcome.callee == "psycopg.AsyncConnection.connect"
    assert outcome.args.rename == (("dsn", "conninfo"), ("database", "dbname"))
    assert outcome.args.add == (CLIENT_BINDING,)


def test_connect_with_a_row_factory_by_keyword_and_by_position() -> None:
    factory = Name(f"{EXTRAS}.RealDictCursor")
    outcome = called(PSYCOPG, "psycopg2.connect", VARIABLE, cursor_factory=factory)
    assert outcome.args.rename == (("cursor_factory", "row_factory"),)
    assert outcome.args.add == (CLIENT_BINDING,)
    outcome = called(PSYCOPG, "psycopg2.connect", VARIABLE, None, factory)
    assert outcome.args.drop == (1,)
    assert outcome.args.keyword_for == ((2, "row_factory"),)


def test_dict_cursor_rows_keep_both_kinds_of_access() -> None:
    outcome = method(PSYCOPG, "Connection", "cursor", cursor_factory=Name(f"{EXTRAS}.DictCursor"))
    assert outcome.args.rename == (("cursor_factory", "row_factory"),)
    assert outcome.args.replace == (("cursor_factory", "_dict_row"),)
    assert [helper.name for helper in outcome.helpers] == ["_dict_row"]
    assert outcome.awaited is False


@pytest.mark.parametrize("factory", [VARIABLE, Name(f"{EXTRAS}.LoggingCursor")])
def test_other_cursor_factories_are_refused(factory: Any) -> None:
    assert method(PSYCOPG, "Connection", "cursor", cursor_factory=factory).refuse is not None


def test_named_cursors_bind_on_the_server() -> None:
    assert "on the server" in method(PSYCOPG, "Connection", "cursor", "rows").warnings[0]
    assert method(PSYCOPG, "Connection", "cursor").warnings == ()


def test_pools_are_opened_inside_the_loop() -> None:
    outcome = called(PSYCOPG, "psycopg2.pool.ThreadedConnectionPool", 1, 10, dsn=VARIABLE)
    assert (outcome.callee, outcome.awaited) == ("_open_pool", True)
    assert outcome.args.rename == (("dsn", "conninfo"),)
    assert "psycopg_pool" in outcome.imports
    assert method(PSYCOPG, "Pool", "closeall").method == "close"


# --- sessions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "new"),
    [
        (3, "psycopg.IsolationLevel.SERIALIZABLE"),
        (1, "psycopg.IsolationLevel.READ_COMMITTED"),
        ("repeatable read", "psycopg.IsolationLevel.REPEATABLE_READ"),
        (Name(f"{LEVEL}_DEFAULT"), "None"),
    ],
)
def test_isolation_levels_are_numbered_otherwise(level: Any, new: str) -> None:
    outcome = method(PSYCOPG, "Connection", "set_isolation_level", level)
    assert (outcome.method, outcome.args.replace) == (None, ((0, new),))
    assert written("isolation_level", level).args.replace == ((0, new),)


@pytest.mark.parametrize("level", [0, Name(f"{LEVEL}_AUTOCOMMIT")])
def test_autocommit_is_no_isolation_level(level: Any) -> None:
    outcome = method(PSYCOPG, "Connection", "set_isolation_level", level)
    assert (outcome.method, outcome.args.replace) == ("set_autocommit", ((0, "True"),))
    assert written("isolation_level", level).template == "{self}.set_autocommit(True)"


def test_an_unknown_isolation_level_is_refused() -> None:
    assert method(PSYCOPG, "Connection", "set_isolation_level", VARIABLE).refuse is not None


def test_set_session() -> None:
    one = method(PSYCOPG, "Connection", "set_session", autocommit=True)
    assert (one.template, one.helpers) == ("{self}.set_autocommit({autocommit})", ())
    two = method(PSYCOPG, "Connection", "set_session", "SERIALIZABLE", readonly=True)
    assert two.template == "_set_session({self}, isolation_level={0}, read_only={readonly})"
    assert two.args.replace == ((0, "psycopg.IsolationLevel.SERIALIZABLE"),)
    assert [helper.name for helper in two.helpers] == ["_set_session"]


def test_attribute_writes() -> None:
    assert written("autocommit", True).template == "{self}.set_autocommit({value})"
    assert written("readonly", "DEFAULT").args.replace == ((0, "None"),)
    assert written("closed", 0) == CallOutcome(awaited=False)
    isolation = SQLITE.types["Connection"].attrs["isolation_level"]
    assert evaluate_write(SQLITE, isolation, arg(None, position=0)).refuse is not None


# --- SQL --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "refused", "warned"),
    [
        ("SELECT * FROM t WHERE a = %s", False, False),
        ("SELECT * FROM t WHERE a IN %s", True, False),
        ("SELECT * FROM t WHERE a in  -- ids\n %(ids)s", True, False),
        ("SELECT * FROM t WHERE a IN (%s, %s)", False, False),
        ("SELECT 'a IN %s'", False, False),
        ("INSERT INTO t VALUES %s", True, False),
        ("DELETE FROM a; DELETE FROM b;", False, True),
        ("DELETE FROM a; -- the end;", False, False),
        ("SELECT ';', $$;$$, E'\\';' ; ", False, False),
        (VARIABLE, False, False),
    ],
)
def test_sql_that_psycopg_3_reads_otherwise(statement: Any, refused: bool, warned: bool) -> None:
    outcome = method(PSYCOPG, "Cursor", "execute", statement, VARIABLE)
    assert (outcome.refuse is not None, bool(outcome.warnings)) == (refused, warned)


VALUES = [
    (("INSERT INTO t (a, b) VALUES %s",), '"INSERT INTO t (a, b) VALUES (%s, %s)"'),
    (
        ("INSERT INTO t (a) VALUES %s ON CONFLICT (a) DO NOTHING",),
        '"INSERT INTO t (a) VALUES (%s) ON CONFLICT (a) DO NOTHING"',
    ),
    (("INSERT INTO t VALUES %s", VARIABLE, "(%s, now())"), '"INSERT INTO t VALUES (%s, now())"'),
    (("\n  INSERT INTO t (a)\n  VALUES %s",), '"""\n  INSERT INTO t (a)\n  VALUES (%s)"""'),
]


@pytest.mark.parametrize(("args", "statement"), VALUES)
def test_execute_values(args: tuple[Any, ...], statement: str) -> None:
    query, *rest = args
    outcome = called(PSYCOPG, f"{EXTRAS}.execute_values", VARIABLE, query, *(rest or [VARIABLE]))
    assert outcome.template == "{0}.executemany({1}, {2})"
    assert outcome.args.replace == ((1, statement),)
    assert outcome.awaited is True


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO t VALUES %s",
        "INSERT INTO t (a) VALUES %s RETURNING id",
        "UPDATE t SET a = v.a FROM (VALUES %s) AS v (id, a) WHERE v.id = t.id",
        VARIABLE,
    ],
)
def test_execute_values_that_executemany_can_not_do(query: Any) -> None:
    assert called(PSYCOPG, f"{EXTRAS}.execute_values", VARIABLE, query, VARIABLE).refuse is not None


def test_execute_values_that_fetches_is_refused() -> None:
    query = "INSERT INTO t (a) VALUES %s"
    outcome = called(PSYCOPG, f"{EXTRAS}.execute_values", VARIABLE, query, VARIABLE, fetch=True)
    assert outcome.refuse is not None


def test_callproc() -> None:
    outcome = method(PSYCOPG, "Cursor", "callproc", "total", (1, 2))
    assert outcome.template == "{self}.execute({0}, {1})"
    assert outcome.args.replace == ((0, '"SELECT * FROM total(%s, %s)"'),)
    assert method(PSYCOPG, "Cursor", "callproc", "total", VARIABLE).refuse is not None


def test_sql_pieces() -> None:
    assert [token.text for token in sql.tokens("a -- b\n'c' /* d */ %(e)s")] == ["a", "'c'", "%(e)s"]
    assert sql.count_statements("") == 0


# --- helpers ----------------------------------------------------------------------------------------------


def helper_named(name: str, text: str) -> Any:
    """The helper, from its text alone, with the modules that its outcome imports."""
    namespace: dict[str, Any] = {
        "aiosqlite": aiosqlite,
        "collections": collections,
        "contextlib": contextlib,
        "psycopg": psycopg,
        "typing": typing,
    }
    exec(compile(text, name, "exec"), namespace)  # the helper is a text
    return namespace[name]


def test_with_on_a_sqlite_connection_commits_rolls_back_and_stays_open() -> None:
    support = helpers_for("commit", SQLITE, SQLITE.types["Connection"])
    assert support.imports == ("collections.abc", "contextlib", "aiosqlite")
    transaction = helper_named("_transaction", support.helpers[0].text)

    async def insert_and_return_early(conn: aiosqlite.Connection, number: int) -> int:
        async with transaction(conn) as same:
            assert same is conn
            await conn.execute("INSERT INTO t VALUES (?)", (number,))
            return number
        raise AssertionError

    async def insert_and_fail(conn: aiosqlite.Connection) -> None:
        async with transaction(conn):
            await conn.execute("INSERT INTO t VALUES (99)")
            raise KeyboardInterrupt

    async def main() -> None:
        async with aiosqlite.connect(":memory:") as conn:
            await conn.execute("CREATE TABLE t (a)")
            assert await insert_and_return_early(conn, 1) == 1
            assert not conn.in_transaction
            try:
                await insert_and_fail(conn)
            except KeyboardInterrupt:
                assert not conn.in_transaction
            rows = await (await conn.execute("SELECT a FROM t")).fetchall()
            assert list(rows) == [(1,)]

    asyncio.run(main())


def test_with_on_a_postgresql_connection() -> None:
    support = helpers_for("commit", PSYCOPG, PSYCOPG.types["Connection"])
    transaction = helper_named("_transaction", support.helpers[0].text)
    log: list[str] = []

    class Connection:
        def __init__(self, *, autocommit: bool) -> None:
            self.autocommit = autocommit

        async def commit(self) -> None:
            log.append("commit")

        async def rollback(self) -> None:
            log.append("rollback")

        @contextlib.asynccontextmanager
        async def transaction(self) -> collections.abc.AsyncIterator[None]:
            log.append("begin")
            yield
            log.append("end")

    async def use(conn: Connection, error: BaseException | None = None) -> None:
        async with transaction(conn):
            log.append("body")
            if error is not None:
                raise error

    asyncio.run(use(Connection(autocommit=False)))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(use(Connection(autocommit=False), asyncio.CancelledError()))
    asyncio.run(use(Connection(autocommit=True)))
    assert log == ["body", "commit", "body", "rollback", "begin", "body", "end"]


def test_no_helper_for_other_kinds_of_with() -> None:
    assert helpers_for("async", PSYCOPG, PSYCOPG.types["Cursor"]).helpers == ()


def test_dict_rows_behave_as_those_of_psycopg2() -> None:
    dict_row = helper_named("_dict_row", psycopg_hooks.DICT_ROW)
    columns = [SimpleNamespace(name=name) for name in ("id", "name")]
    row = dict_row(SimpleNamespace(description=columns))((7, "x"))
    assert (row[0], row["name"], row[-1], row[0:1]) == (7, "x", "x", [7])
    assert (list(row), len(row), row == [7, "x"]) == ([7, "x"], 2, True)
    assert ("name" in row, "x" in row) == (True, False)
    assert (list(row.keys()), list(row.values()), dict(row.items())) == (
        ["id", "name"],
        [7, "x"],
        {"id": 7, "name": "x"},
    )
    assert (row.get("id"), row.get("no"), row.get("no", 3), row.copy()) == (
        7,
        None,
        3,
        {"id": 7, "name": "x"},
    )
    with pytest.raises(KeyError):
        row["no"]
    assert dict_row(SimpleNamespace(description=None))(()) == []


def test_not_constant_reads_well() -> None:
    assert repr(NOT_CONSTANT) == "NOT_CONSTANT"
    assert not ArgView(position=0).is_constant
