"""The model format, the look-ups, and every built-in model against the libraries that are installed."""

from __future__ import annotations

import importlib
import pickle
import re
import sqlite3
from pathlib import Path

import pytest

import asyncifier_codemods.hooks
from asyncifier import library as library_module
from asyncifier.errors import ModelError
from asyncifier.introspect import find
from asyncifier.library import (
    Libraries,
    Library,
    Member,
    Refused,
    Returns,
    load_library,
    read_library,
)

MODELS = Path(asyncifier_codemods.hooks.__file__).parent.parent / "models"
PSYCOPG = load_library(MODELS / "psycopg2-psycopg.toml")
SQLITE = load_library(MODELS / "sqlite3-aiosqlite.toml")
REDIS = load_library(MODELS / "redis-asyncio.toml")
PYMONGO = load_library(MODELS / "pymongo-async.toml")
MOTOR = load_library(MODELS / "pymongo-motor.toml")
TIME = load_library(MODELS / "time-asyncio.toml")
CALLBACKS = load_library(MODELS / "callbacks.toml")
ALL = Libraries((PSYCOPG, SQLITE, REDIS, PYMONGO, TIME, CALLBACKS))

MODEL = """\
schema = 1
[pair]
id = "old-new"
from = { module = "old", dists = ["old"] }
to = { module = "new", dists = ["new>=1"] }
group = "things"
target = "new"
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ModelError) as raised:
        read_library(text, "old-new.toml")
    return raised.value.problems


# --- the format -----------------------------------------------------------------------------------------


def test_a_small_model() -> None:
    library = read_library(
        MODEL + '[functions."old.connect"]\nto = "new.aconnect"\ncall = "await"\nreturns = "Connection"\n'
        '[types.Connection]\nfrom = ["old.Connection"]\nto = "new.Connection"\n'
        'methods = { close = { call = "await" } }\ncloses = ["close"]\n',
        "old-new.toml",
    )
    assert library.functions["old.connect"] == Member(
        "old.connect", call="await", to="new.aconnect", returns="Connection"
    )
    assert library.types["Connection"].closes == ("close",)
    assert not library.states_facts_only


MISTAKES = [
    pytest.param(
        '[functions."old.f"]\ncal = "await"',
        'functions."old.f".cal: unknown key; did you mean `call`?',
        id="key",
    ),
    pytest.param(
        '[functions."old.f"]\ncall = "awaits"',
        'functions."old.f".call: expected one of plain, await, agen, acm, await_or_acm, plain_or_await, block, '
        "found 'awaits'",
        id="value",
    ),
    pytest.param(
        '[functions."old.f"]\nto = 3', 'functions."old.f".to: expected a string, found a number', id="kind"
    ),
    pytest.param(
        '[functions."old.f"]\nargs = { renames = {} }',
        'functions."old.f".args.renames: unknown key; did you mean `rename`?',
        id="argument rule",
    ),
    pytest.param(
        '[types.Cursor]\nfrom = []\n[functions."old.f"]\nreturns = "Curser"',
        'functions."old.f".returns: no type `Curser` in this model; did you mean `Cursor`?',
        id="unknown type",
    ),
    pytest.param(
        '[functions."old.f"]\nreturns = "dict[Cursor]"',
        'functions."old.f".returns: expected one of list, tuple, set, iter around a type, found `dict[Cursor]`',
        id="unknown container",
    ),
    pytest.param(
        '[functions."old.f"]\ncode = "f"',
        'functions."old.f".code: `f` needs a module of hooks: set `hooks` in [pair]',
        id="no hooks",
    ),
    pytest.param(
        "[types.T]", "types.T.from: missing; the classes of the source library that it describes", id="from"
    ),
    pytest.param(
        '[types.T]\nfrom = []\nwith = "comit"',
        "types.T.with: expected one of async, plain, commit, closes or `refuse: reason`, found 'comit'",
        id="with",
    ),
    pytest.param(
        '[types.T]\nfrom = []\ncloses = ["close"]',
        "types.T.closes: `close` is not one of its methods",
        id="closes",
    ),
    pytest.param('[imports]\n"old.a" = 1', 'imports."old.a": expected a string, found a number', id="import"),
    pytest.param("[function]", "function: unknown key; did you mean `functions`?", id="table"),
]


@pytest.mark.parametrize(("text", "problem"), MISTAKES)
def test_a_mistake_names_its_key(text: str, problem: str) -> None:
    assert problems(MODEL + text) == [problem]


def test_all_mistakes_are_told_at_once() -> None:
    text = MODEL.replace('target = "new"', "targt = 1") + '[functions."old.f"]\ncal = 1\n'
    found = problems(text)
    assert [problem.split(":")[0] for problem in found] == [
        "pair.targt",
        "pair.target",
        'functions."old.f".cal',
    ]


def test_a_hook_must_exist() -> None:
    text = MODEL.replace('group = "things"', 'group = "things"\nhooks = "asyncifier_codemods.hooks.psycopg"')
    found = problems(text + '[functions."old.f"]\ncode = "conect"\n')
    assert found == [
        'functions."old.f".code: asyncifier_codemods.hooks.psycopg has no function `conect`; did you mean `connect`?'
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("schema = ", "not valid TOML"),
        ("schema = 2\n[facts]\nid = 'x'", "schema: this version reads"),
        ("schema = 1", "pair: a model has either"),
    ],
)
def test_no_model_at_all(text: str, start: str) -> None:
    assert problems(text)[0].startswith(start)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"missing\.toml: can't be read"):
        load_library(tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("text", "returns"),
    [
        ("Cursor", Returns("Cursor")),
        ("self", Returns(None, is_self=True)),
        ("Row|None", Returns("Row", optional=True)),
        ("list[Row]", Returns("Row", container="list")),
        ("list[Row] | None", Returns("Row", optional=True, container="list")),
    ],
)
def test_returns(text: str, returns: Returns) -> None:
    assert Returns.parse(text) == returns


def test_models_can_be_sent_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(ALL)).function("psycopg2.connect") is not None


def test_the_first_model_of_the_documentation() -> None:
    text = (Path(__file__).parent.parent / "docs" / "models.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(schema = 1.*?)```", text, re.DOTALL)
    store = read_library(examples[0], "store-astore.toml")
    libraries = Libraries((store,))
    assert libraries.new_name(store, "store.constants.LIMIT") == "store.constants.LIMIT"
    assert libraries.new_name(store, "store.gui.Window") == Refused("astore has no user interface")
    assert libraries.new_name(store, "store.NotFound") == "astore.NotFound"


def test_every_key_of_the_format_is_documented() -> None:
    text = (Path(__file__).parent.parent / "docs" / "models.md").read_text(encoding="utf-8")
    keys = {*library_module._MEMBER_KEYS, *library_module._ARG_KEYS, *library_module._TYPE_KEYS}
    keys |= {*library_module._PAIR_KEYS, *library_module._ATTRIBUTE_KEYS, *library_module._SIDE_KEYS}
    assert {key for key in keys if f"`{key}`" not in text} - {"methods", "attrs", "module"} == set()


# --- look-ups -------------------------------------------------------------------------------------------

NEW_NAMES = [
    (PSYCOPG, "psycopg2", "psycopg"),
    (PSYCOPG, "psycopg2.Error", "psycopg.Error"),
    (PSYCOPG, "psycopg2.connect", "psycopg.AsyncConnection.connect"),
    (PSYCOPG, "psycopg2.errors.UniqueViolation", "psycopg.errors.UniqueViolation"),
    (PSYCOPG, "psycopg2.sql.SQL", "psycopg.sql.SQL"),
    (PSYCOPG, "psycopg2.extensions.connection", "psycopg.AsyncConnection"),
    (PSYCOPG, "psycopg2._psycopg.connection", "psycopg.AsyncConnection"),
    (PSYCOPG, "psycopg2.extras.RealDictCursor", "psycopg.rows.dict_row"),
    (PSYCOPG, "psycopg2.errorcodes.UNIQUE_VIOLATION", "psycopg.errors.UniqueViolation.sqlstate"),
    (SQLITE, "sqlite3", "sqlite3"),
    (SQLITE, "sqlite3.Row", "aiosqlite.Row"),
    (SQLITE, "sqlite3.dbapi2.IntegrityError", "aiosqlite.IntegrityError"),
    (SQLITE, "sqlite3.PARSE_DECLTYPES", "sqlite3.PARSE_DECLTYPES"),
    (SQLITE, "sqlite3.InterfaceError", "sqlite3.InterfaceError"),
    (TIME, "time.sleep", "asyncio.sleep"),
    (TIME, "time.time", "time.time"),
    (TIME, "timeit.default_timer", None),
    (PSYCOPG, "sqlite3.Error", None),
]


@pytest.mark.parametrize(("library", "old", "new"), NEW_NAMES)
def test_new_name(library: Library, old: str, new: str | None) -> None:
    assert ALL.new_name(library, old) == new


@pytest.mark.parametrize(
    "name",
    [
        "psycopg2.extensions.adapt",
        "psycopg2.extras",
        "psycopg2.extras.execute_values",
        "psycopg2.extras.LoggingConnection",
        "psycopg2.errorcodes.WARNING",
        "psycopg2.pool.AbstractPool",
    ],
)
def test_names_without_counterpart_are_refused_with_a_reason(name: str) -> None:
    assert isinstance(ALL.new_name(PSYCOPG, name), Refused)


def test_an_annotation_names_the_type_and_a_value_the_row_factory() -> None:
    name = "psycopg2.extras.RealDictCursor"
    assert ALL.new_name(PSYCOPG, name, as_type=True) == "psycopg.AsyncCursor"


def test_functions_types_and_members() -> None:
    found = ALL.type_of("psycopg2._psycopg.connection")
    assert found is not None
    library, connection = found
    assert library is PSYCOPG
    assert connection.name == "Connection"
    cursor = ALL.method(connection, "cursor")
    assert cursor is not None
    assert cursor.result == Returns("Cursor")
    assert ALL.method(connection, "no_such_method") is None
    assert ALL.attr(connection, "autocommit") is not None
    assert ALL.function("psycopg2.no_such_function") is None


def test_a_star_stands_for_everything_below() -> None:
    mark = ALL.function("pytest.mark.parametrize")
    assert mark is not None
    assert mark[1].transparent
    assert mark[1].accepts_coroutine
    assert ALL.function("pytest.raises") is None


def test_modules_and_exceptions() -> None:
    assert ALL.is_module_of("psycopg2.extras")
    assert not ALL.is_module_of("psycopg2cffi")
    assert ALL.is_exception("psycopg2.errors.UniqueViolation")
    assert ALL.is_exception("sqlite3.IntegrityError")
    assert not ALL.is_exception("sqlite3.Row")
    pgcode = ALL.exception_attr(PSYCOPG, "pgcode")
    assert pgcode is not None
    assert pgcode.to == "sqlstate"
    assert ALL.exception_attr(PSYCOPG, "diag") is None


# --- the models against the libraries: `asyncify models check` does the rest, see test_modelcheck.py ------------


def public_names(thing: object) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


def test_error_codes_keep_their_value() -> None:
    codes = importlib.import_module("psycopg2.errorcodes")
    for name in public_names(codes):
        new = ALL.new_name(PSYCOPG, f"psycopg2.errorcodes.{name}")
        if isinstance(new, str):
            assert find(new) == getattr(codes, name), name


def test_exceptions_of_aiosqlite_are_those_of_sqlite3() -> None:
    for old, new in SQLITE.exceptions.items():
        assert find(old) is find(new)
    assert issubclass(sqlite3.Error, Exception)


def test_facts_name_real_callables() -> None:
    installed = re.compile(
        r"(builtins|asyncio|contextlib|functools|itertools|threading|concurrent|logging|pytest)\."
    )
    for name in CALLBACKS.functions:
        if installed.match(name) and not name.endswith("*"):
            assert callable(find(name)), name


# --- methods listed together ------------------------------------------------------------------------------

ALIKE = """\
[lists]
commands = ["get", "set"]
[types.Client]
from = ["old.Client"]
alike = [{ names = "commands", call = "await" }, { names = ["lock"], refuse = "no locks" }]
attrs = { name = {} }
closes = ["close"]
methods = { set = { call = "plain" }, close = { call = "await" }, queue = { returns = "Queue?" } }
[types.Queue]
from = ["old.Queue"]
like = "Client"
closes = []
alike = [{ names = "commands", returns = "self" }]
"""


def test_methods_that_are_alike_stand_together() -> None:
    library = read_library(MODEL + ALIKE, "old-new.toml")
    client, queue = library.types["Client"], library.types["Queue"]
    assert [client.methods[name].call for name in ("get", "set")] == ["await", "plain"]
    assert client.methods["lock"] == Member("lock", refuse="no locks")
    assert queue.methods["get"] == Member("get", returns="self")
    assert queue.methods["close"] == client.methods["close"]
    assert (queue.closes, list(queue.attrs)) == ((), ["name"])


def test_what_may_be_data_has_the_methods_and_nothing_more_is_asked_of_it() -> None:
    library = read_library(MODEL + ALIKE, "old-new.toml")
    found = library.types["Client"].methods["queue"].result
    assert found is not None
    perhaps = library.types[found.type or ""]
    assert (perhaps.sources, perhaps.may_be_data, perhaps.others) == (("old.Queue?",), True, "plain")
    assert perhaps.methods == library.types["Queue"].methods


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            'alike = [{ call = "await" }]',
            "types.T.alike[0].names: expected a list of strings, found NoneType",
        ),
        (
            'alike = [{ names = "comands", call = "await" }]',
            "types.T.alike[0].names: expected a list of strings, found a string",
        ),
        (
            'alike = [{ names = ["a"], cal = "await" }]',
            "types.T.alike[0].cal: unknown key; did you mean `call`?",
        ),
        ('like = "Client"', "types.T.like: no type `Client` stands before this one"),
        (
            'methods.f = { passes = { f = "T" } }',
            "types.T.methods.f.passes: expected a table of lists of strings, found a table",
        ),
    ],
)  # fmt: skip
def test_mistakes_in_what_stands_together(text: str, problem: str) -> None:
    assert problems(f"{MODEL}[types.T]\nfrom = []\n{text}\n") == [problem]
