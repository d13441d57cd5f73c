"""What data can't say of the MySQL drivers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from asyncifier.edits import ArgEdits
from asyncifier.hooks import ArgView, CallOutcome, CallView, Receiver, evaluate_call
from asyncifier.library import load_library
from asyncifier_codemods.hooks.mysqlconnector import NO_TLS
from test_library import MODELS

PYMYSQL = load_library(MODELS / "pymysql-aiomysql.toml")
ASYNCMY = load_library(MODELS / "pymysql-asyncmy.toml")
MYSQLDB = load_library(MODELS / "mysqldb-aiomysql.toml")
CONNECTOR = load_library(MODELS / "mysqlconnector-aio.toml")
STAR = ArgView(star=True)


def keyword(name: str, constant: object = "x") -> ArgView:
    return ArgView(keyword=name, constant=constant)


def connected(*args: ArgView) -> CallOutcome:
    return evaluate_call(PYMYSQL, PYMYSQL.functions["pymysql.connect"], CallView("connect", args))


def cursor(given: ArgView, receiver: str = "conn") -> CallOutcome:
    view = CallView("cursor", (given,), True, receiver=Receiver(receiver))
    return evaluate_call(PYMYSQL, PYMYSQL.types["Connection"].methods["cursor"], view)


def test_pymysql_waits_ten_seconds_for_a_connection() -> None:
    assert connected().args == ArgEdits(add=(("connect_timeout", "10"),))
    assert connected(keyword("connect_timeout", 3)).args == ArgEdits()
    assert connected(STAR).args == ArgEdits()  # it may be in there


def test_new_names_of_arguments() -> None:
    args = connected(keyword("database"), keyword("passwd"), keyword("max_allowed_packet", 1)).args
    assert args.rename == (("database", "db"), ("passwd", "password"))
    assert args.drop == ("max_allowed_packet",)


@pytest.mark.parametrize(
    "args",
    [
        (keyword("read_timeout", 3),),
        (keyword("ssl_ca"),),
        (keyword("ssl", {"ca": "x"}),),
        (keyword("read_default_file"), keyword("user")),
        (keyword("read_default_file"), STAR),
        (keyword("read_default_group"),),
    ],
)
def test_arguments_that_aiomysql_reads_otherwise_are_refused(args: tuple[ArgView, ...]) -> None:
    assert connected(*args).refuse


@pytest.mark.parametrize(
    ("arg", "warned"),
    [
        (keyword("read_default_file"), True),
        (keyword("read_default_file", None), False),
        (keyword("read_default_group", None), False),
        (ArgView(keyword="ssl"), True),
        (keyword("ssl", None), False),
        (ArgView(keyword="conv"), True),
        (keyword("conv", None), False),
        (keyword("write_timeout", None), False),
    ],
)
def test_arguments_to_look_at_are_told(arg: ArgView, warned: bool) -> None:
    outcome = connected(arg)
    assert (outcome.refuse, bool(outcome.warnings)) == (None, warned)


def test_a_cursor_class_is_given_by_position() -> None:
    named = ArgView(keyword="cursor", dotted="pymysql.cursors.DictCursor", is_fixed=True)
    assert cursor(named).template == "{self}.cursor({cursor})"
    assert cursor(keyword("cursor", None)).args == ArgEdits(drop=("cursor",))


def test_a_variable_may_hold_no_cursor_class() -> None:
    variable = ArgView(0, dotted="pymysql.cursors.DictCursor")
    assert cursor(variable).template == "{self}.cursor({0} or {self}.cursorclass)"
    assert cursor(variable, receiver="").refuse


def test_a_ping_does_not_connect_again_by_itself() -> None:
    ping = PYMYSQL.types["Connection"].methods["ping"]
    outcome = evaluate_call(PYMYSQL, ping, CallView("ping", (), True))
    assert outcome.args == ArgEdits(add=(("reconnect", "False"),))
    assert outcome.warnings
    assert (
        evaluate_call(PYMYSQL, ping, CallView("ping", (ArgView(0, constant=True),), True)).args == ArgEdits()
    )


@pytest.mark.parametrize(
    ("query", "warned"),
    [
        ("INSERT INTO t (a) VALUES(%s)", True),
        ("insert into t(a)values (%s)", True),
        ("INSERT INTO t (a)\nVALUES\n(%s)", False),
        ("INSERT INTO t (a) VALUES (%s)", False),
        ("UPDATE t SET a = %s", False),
    ],
)
def test_rows_that_aiomysql_sends_one_by_one_are_told(query: str, warned: bool) -> None:
    member = PYMYSQL.types["Cursor"].methods["executemany"]
    view = CallView("executemany", (ArgView(0, constant=query), ArgView(1)), True)
    assert bool(evaluate_call(PYMYSQL, member, view).warnings) == warned
    member = MYSQLDB.types["Cursor"].methods["executemany"]
    assert bool(evaluate_call(MYSQLDB, member, view).warnings) == warned
    ours = pytest.importorskip("pymysql.cursors").RE_INSERT_VALUES
    theirs = pytest.importorskip("aiomysql.cursors").RE_INSERT_VALUES
    assert bool(ours.match(query) and not theirs.match(query)) == warned  # what the libraries really do


def test_bytearrays_are_told_because_aiomysql_writes_their_text() -> None:
    aiomysql = pytest.importorskip("aiomysql")
    unconnected = SimpleNamespace(_charset="utf8mb4")
    assert "bytearray" in aiomysql.Connection.escape(unconnected, bytearray(b"ab"))  # else the notice can go
    assert any("bytearray" in notice for notice in connected().notices)


# --- MySQLdb ------------------------------------------------------------------------------------------------


def test_mysqldb_takes_arguments_by_position() -> None:
    args = (ArgView(0, constant="db"), ArgView(1), ArgView(2), ArgView(3), keyword("multi_statements", True))
    outcome = evaluate_call(MYSQLDB, MYSQLDB.functions["MySQLdb.connect"], CallView("connect", args))
    assert outcome.refuse is None
    assert outcome.args == ArgEdits(drop=("multi_statements",))


def test_mysqldb_never_connects_again_at_a_ping() -> None:
    ping = MYSQLDB.types["Connection"].methods["ping"]
    outcome = evaluate_call(MYSQLDB, ping, CallView("ping", (), True))
    assert (outcome.args, outcome.warnings) == (ArgEdits(add=(("reconnect", "False"),)), ())


def test_mysqldb_names_the_cursor_class_otherwise() -> None:
    named = ArgView(keyword="cursorclass", dotted="MySQLdb.cursors.DictCursor", is_fixed=True)
    member = MYSQLDB.types["Connection"].methods["cursor"]
    assert (
        evaluate_call(MYSQLDB, member, CallView("cursor", (named,), True)).template
        == "{self}.cursor({cursorclass})"
    )


def test_asyncmys_silent_differences_are_told_once() -> None:
    told = " ".join(
        evaluate_call(ASYNCMY, ASYNCMY.functions["pymysql.connect"], CallView("connect", ())).notices
    )
    assert "16 MiB" in told
    assert "2006" in told


# --- asyncmy ------------------------------------------------------------------------------------------------


def test_asyncmy_has_other_names_and_pymysqls_timeouts() -> None:
    args = (keyword("database"), keyword("cursorclass"), keyword("read_timeout", 3), keyword("passwd"))
    outcome = evaluate_call(ASYNCMY, ASYNCMY.functions["pymysql.connect"], CallView("connect", args))
    assert outcome.refuse is None
    assert outcome.args == ArgEdits(rename=(("cursorclass", "cursor_cls"), ("passwd", "password")))


@pytest.mark.parametrize(
    ("query", "warned"),
    [
        ("SELECT 1 FROM t WHERE a IN %s", True),
        ("SELECT 1 FROM t WHERE a = %s", False),
        ("SELECT 'IN %s'", False),
    ],
)
def test_a_list_in_in_is_told(query: str, warned: bool) -> None:
    execute = ASYNCMY.types["Cursor"].methods["execute"]
    view = CallView("execute", (ArgView(0, constant=query), ArgView(1)), True)
    assert bool(evaluate_call(ASYNCMY, execute, view).warnings) == warned


# --- mysql.connector ----------------------------------------------------------------------------------------


def connector(function: str, *args: ArgView) -> CallOutcome:
    name = f"mysql.connector.{function}"
    return evaluate_call(CONNECTOR, CONNECTOR.functions[name], CallView(function, args))


def test_a_server_without_tls_is_told() -> None:
    assert NO_TLS in connector("connect").notices
    assert NO_TLS not in connector("connect", keyword("ssl_disabled", True)).notices


def test_an_unreachable_server_is_no_error_of_mysql_connector() -> None:
    assert any("OSError" in notice for notice in connector("connect").notices)


def test_the_class_does_not_connect_but_the_function_does() -> None:
    made = connector("connection.MySQLConnection", keyword("host"))
    assert made.template == "mysql.connector.aio.connect({args})"
    assert connector("connection.MySQLConnection").refuse  # config() and connect() would follow


def test_a_pool_that_connect_makes_could_not_be_closed() -> None:
    assert connector("connect", keyword("pool_name")).refuse
    assert connector("pooling.MySQLConnectionPool", keyword("pool_name")).callee == "_open_pool"


@pytest.mark.parametrize(("multi", "refused"), [(True, True), (False, False)])
def test_several_statements_were_an_argument(multi: bool, refused: bool) -> None:
    execute = CONNECTOR.types["Cursor"].methods["execute"]
    outcome = evaluate_call(CONNECTOR, execute, CallView("execute", (keyword("multi", multi),), True))
    assert bool(outcome.refuse) == refused
    assert bool(outcome.args.drop) != refused


def test_settings_are_given_when_connecting() -> None:
    connect = CONNECTOR.types["Connection"].methods["connect"]
    assert evaluate_call(CONNECTOR, connect, CallView("connect", (keyword("host"),), True)).refuse
    assert not evaluate_call(CONNECTOR, connect, CallView("connect", (), True)).refuse
