"""`asyncify models check`: introspection, the comparison, and every built-in model against what is installed."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import json
import os
import queue
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from asyncifier import api, introspect
from asyncifier.cli import asyncify
from asyncifier.introspect import NoSuchName, NotImportable
from asyncifier.library import ArgRules, read_library
from asyncifier.modelcheck import ModelCheck, check_model
from asyncifier.modelcheck.arguments import complaints

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# --- every built-in model -----------------------------------------------------------------------------------

PAIRS = [model.id for model in api.list_models() if model.target]
NOT_EVERYWHERE = {
    f"{module} is not installed here"
    for case in (Path(__file__).parent / "models").glob("*/case.toml")
    for module in tomllib.loads(case.read_text("utf-8")).get("needs", ())
}
"""What a machine may lack: see test_models.py."""
BUILT_FROM_SOURCE = ("mysqldb-aiomysql", "mysqldb-asyncmy")
"""Models of libraries that pip can only build where a client library in C is installed."""


@pytest.mark.parametrize("name", PAIRS)
def test_a_built_in_model_says_what_the_libraries_are(name: str) -> None:
    (found,) = api.check_models([name])
    assert [f"{problem.key}: {problem.message}" for problem in found.problems] == []
    if found.unchecked and (not os.environ.get("CI") or name in BUILT_FROM_SOURCE):  # CI must have all others
        pytest.skip("; ".join(found.unchecked))
    assert found.unchecked == ()
    assert found.checked or name == "mysqldb-asyncmy"  # which only refuses


# --- a pair of libraries, and models of them ------------------------------------------------------------------

OLD = """
class Error(Exception): code = 0
class Client:
    limit = 10
    def __init__(self, url): self.url = url
    def get(self, key, default=None): ...
    def keys(self): yield from ()
    def put(self, key, value, ttl=None): ...
    def close(self): ...
    def __enter__(self): return self
    def __exit__(self, *error): ...
    def __iter__(self): return iter(())
def connect(url, timeout=5): return Client(url)
"""

NEW = """
class Error(Exception): status = 0
class AsyncClient:
    def __init__(self, url): self.url, self.limit = url, 10
    async def get(self, key, default=None): ...
    async def scan(self):
        yield 1
    async def put(self, key, value, *, expires=None): ...
    async def aclose(self): ...
    async def __aenter__(self): return self
    async def __aexit__(self, *error): ...
    async def __aiter__(self):
        yield 1
async def connect(url, *, timeout=5): return AsyncClient(url)
"""

MODEL = """\
schema = 1
[pair]
id = "oldstore-newstore"
from = { module = "oldstore" }
to = { module = "newstore" }
group = "store"
target = "newstore"
[functions."oldstore.connect"]
to = "newstore.connect"
call = "await"
returns = "Client"
args = { positional = ["url", "timeout"], keyword_only = ["timeout"] }
[types.Client]
from = ["oldstore.Client"]
to = "newstore.AsyncClient"
with = "async"
iter = "async"
[types.Client.methods]
get = { call = "await" }
keys = { to = "scan", call = "agen" }
close = { to = "aclose", call = "await" }
[types.Client.methods.put]
call = "await"
args = { positional = ["key", "value", "ttl"], rename = { ttl = "expires" }, keyword_only = ["ttl"] }
[types.Client.attrs]
limit = {}
url = {}
[exceptions]
same_names = ["Error"]
[exceptions.attrs]
code = "status"
"""

Check = Callable[[str], ModelCheck]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """Compares a model with the two libraries above."""
    (tmp_path / "oldstore.py").write_text(OLD)
    (tmp_path / "newstore.py").write_text(NEW)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield lambda text: check_model(read_library(text, "model.toml"))
    for name in ("oldstore", "newstore"):
        sys.modules.pop(name, None)


def test_a_model_that_is_right(check: Check) -> None:
    found = check(MODEL)
    assert (found.problems, found.unchecked, found.notes, found.untold) == ((), (), (), ())
    assert found.checked == 7


MISTAKES = [
    ("oldstore.connect\"", 'oldstore.open"', 'functions."oldstore.open": oldstore has no open'),
    ('"newstore.connect"', '"newstore.open"', 'functions."oldstore.connect": newstore has no open'),
    ('"oldstore.Client"]', '"oldstore.Cliemt"]', "types.Client.from: oldstore has no Cliemt"),
    ('"newstore.AsyncClient"', '"newstore.Client"', "types.Client.to: newstore has no Client"),
    ("get = {", "got = {", "types.Client: `get` has no entry"),
    ('to = "aclose", ', "", "types.Client.methods.close: AsyncClient has no close"),
    (
        'get = { call = "await"',
        "get = {",
        'types.Client.methods.get: `call = "plain"`, but calling it gives something to await',
    ),
    (
        'to = "scan", call = "agen"',
        'to = "scan", call = "await"',
        'types.Client.methods.keys: `call = "await"`, but calling it gives something for `async for`',
    ),
    (
        'rename = { ttl = "expires" }, ',
        "",
        "types.Client.methods.put: args: the new library takes no `ttl=`",
    ),
    ("limit = {}\n", "", "types.Client: `limit` has no entry"),
    ("limit = {}\n", 'limit = { to = "max" }\n', "types.Client.attrs.limit: AsyncClient has no max"),
    ("limit = {}\n", 'limit = { to = "get" }\n', "types.Client.attrs.limit: AsyncClient.get is a method, no attribute"),
    (
        "limit = {}\n",
        'limit = { rewrite = "newstore.limit({self})" }\n',
        "types.Client.attrs.limit: newstore has no limit",
    ),
    (
        "limit = {}\n",
        'limit = { write = "{self}.set_limit({value})" }\n',
        "types.Client.attrs.limit: AsyncClient has no set_limit",
    ),
    ('with = "async"\n', "", "types.Client.with: `plain`, but AsyncClient has no __enter__; it has __aenter__"),
    ('iter = "async"\n', "", "types.Client.iter: `plain`, but AsyncClient has no __iter__; it has __aiter__"),
    ('["Error"]', '["Eror"]', 'exceptions."oldstore.Eror": oldstore has no Eror'),
    ('["Error"]', "[]", "oldstore: `Error` has no entry: convert, keep or refuse it"),
    ('"status"', '"state"', "exceptions.attrs.code: no exception of the new library has state"),
    (
        "[exceptions]",
        '[imports]\n"oldstore" = "newstore"\n[aliases]\n"oldstore.Client" = "oldstore.Error"\n[exceptions]',
        'aliases."oldstore.Client": is not the same object as oldstore.Error',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "problem"), MISTAKES)
def test_a_mistake_is_found(check: Check, right: str, wrong: str, problem: str) -> None:
    text = MODEL.replace(right, wrong)
    assert text != MODEL
    assert problem in [f"{found.key}: {found.message}" for found in check(text).problems]


def test_what_does_no_harm_is_a_note(check: Check) -> None:
    text = MODEL.replace("url = {}\n", "").replace("get = {", 'old = { refuse = "gone" }\nget = {')
    text = text.replace("get = {", 'rare = { call = "await" }\nget = {', 1)
    found = check(text)
    assert found.problems == ()
    assert [f"{note.key}: {note.message}" for note in found.notes] == [
        "types.Client: `url` has no entry",  # set on instances: what uses it is refused
        "types.Client.methods.old: Client has no old in this version",
        "types.Client.methods.rare: Client has no rare in this version",
    ]


def test_a_misspelt_member_is_found_also_where_not_all_are_listed(check: Check) -> None:
    text = MODEL.replace("get = {", "got = {").replace('iter = "async"', 'iter = "async"\nothers = "plain"')
    (problem,) = check(text).problems
    assert problem.message == "Client has no got in this version"


def test_a_library_that_is_not_installed_is_named(check: Check) -> None:
    found = check(MODEL.replace("newstore", "neverstore"))
    assert found.problems == ()
    assert found.unchecked == ("neverstore is not installed here",)
    assert found.versions == ()


def test_a_library_that_fails_when_imported_is_named(check: Check, tmp_path: Path) -> None:
    (tmp_path / "newstore.py").write_text("raise OSError('no libstore.so')")
    assert check(MODEL).unchecked == ("newstore can't be imported: OSError: no libstore.so",)


def test_members_may_be_on_subclasses_only(check: Check, tmp_path: Path) -> None:
    (tmp_path / "newstore.py").write_text(NEW + "class Named(AsyncClient): name = ''\n")
    (tmp_path / "oldstore.py").write_text(OLD.replace("limit = 10", "limit = 10; name = ''"))
    found = check(MODEL.replace("url = {}", "url = {}\nname = {}"))
    assert found.problems == ()
    assert [note.message for note in found.notes] == ["AsyncClient has no name; only Named"]


def test_what_getattr_gives_is_no_method(check: Check, tmp_path: Path) -> None:
    (tmp_path / "newstore.py").write_text(
        NEW.replace("async def get", "def __getattr__(self, name): ...\n    async def got")
    )
    assert [problem.message for problem in check(MODEL).problems] == ["AsyncClient has no get"]


def test_what_a_hook_decides_is_not_compared(check: Check) -> None:
    text = MODEL.replace('group = "store"', 'group = "store"\nhooks = "asyncifier_codemods.hooks.psycopg"')
    assert check(text.replace('get = { call = "await"', 'get = { code = "execute"')).problems == ()


# --- arguments --------------------------------------------------------------------------------------------


def signature(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())


def plain(a: int, b: int = 0, c: int = 0) -> None: ...


NEEDS_NAME = "args: the new library takes `c` by keyword only: list it in keyword_only"

ARGUMENTS: list[tuple[ArgRules, Callable[..., Any], Callable[..., Any], list[str]]] = [
    (ArgRules(), plain, plain, []),
    (
        ArgRules(positional=("a", "c")), plain, plain,
        ["args.positional: `c` stands where the old library has `b`"],
    ),
    (
        ArgRules(positional=("a", "b", "c", "d")), plain, plain,
        ["args.positional: the old library takes only 3 arguments by position"],
    ),
    (ArgRules(drop={"d": "gone"}), plain, plain, ["args.drop: the old library has no parameter `d`"]),
    (ArgRules(add={"d": "1"}), plain, plain, ["args: the new library takes no `d=`"]),
    (ArgRules(), plain, lambda a, c=0, b=0: None, ["args: by position, `b` would arrive as `c`"]),
    (ArgRules(keyword_only=("b", "c")), plain, lambda a, c=0, b=0: None, []),
    (
        ArgRules(), plain, lambda a, b=0: None,
        ["args: the new library takes no `c=`: rename, drop or refuse it", NEEDS_NAME],
    ),
    (ArgRules(refuse={"c": "why"}), plain, lambda a, b=0: None, []),
    (ArgRules(drop={"b": "why"}), plain, lambda a, c=0: None, []),
    (ArgRules(), plain, lambda a, b=0, *, c=0: None, [NEEDS_NAME]),
    (
        ArgRules(positional=("a", "b", "c"), keyword_only=("b",)), plain, plain,
        ["args.keyword_only: `c` comes after one of them and would follow a keyword argument: name it too"],
    ),
    (
        ArgRules(), plain, lambda a, b, c, d: None,
        ["args: the new library wants `d`, which the old one has not: add it"],
    ),
    (ArgRules(add={"d": "1"}), plain, lambda a, b, c, d: None, []),
    (ArgRules(), plain, lambda *args, **kwargs: None, []),
    (ArgRules(rename={"x": "y"}), lambda *args, **kwargs: None, lambda y: None, []),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "old", "new", "expected"), ARGUMENTS)
def test_arguments_arrive_where_they_belong(
    rules: ArgRules, old: Callable[..., Any], new: Callable[..., Any], expected: list[str]
) -> None:
    assert list(complaints(rules, signature(old), signature(new))) == expected


def test_a_side_that_shows_no_parameters_is_not_compared() -> None:
    rules = ArgRules(positional=("x",), rename={"x": "y"})
    assert list(complaints(rules, None, None)) == []
    assert introspect.parameters(None, "", dict) is None


# --- introspection ------------------------------------------------------------------------------------------


class Ticket:
    def __await__(self) -> Iterator[Any]:
        yield


class Client:
    shared = 1

    def __init__(self) -> None:
        self.own, self._hidden = 1, 2

    async def send(self) -> int:
        return 1

    def get(self) -> int:  # as in classes that serve both worlds: the annotation knows only one
        return self.send()  # type: ignore[return-value]

    def later(self) -> Any:
        task = self.send()
        self.own = 3
        return task

    def either(self) -> Any:
        return self.send() if self.own else 1

    def ticket(self):  # type: ignore[no-untyped-def]
        return Ticket()

    def unknown(self) -> Any:
        return self.own.bit_length()

    def promised(self) -> Awaitable[int]:
        return self.unknown()  # type: ignore[no-any-return]

    def number(self) -> int:
        return self.own

    def dropped(self) -> asyncio.Future[None]:
        return self.unknown()  # type: ignore[no-any-return]

    def dual(self) -> Awaitable[int] | int:
        return self.unknown()  # type: ignore[no-any-return]

    def result(self) -> asyncio.Future[int]:
        return self.unknown()  # type: ignore[no-any-return]

    def nothing(self) -> None: ...

    def done(self) -> None:
        self.own = 2

    def me(self) -> Client:
        return self

    async def stream(self) -> AsyncIterator[int]:
        yield 1

    @contextlib.asynccontextmanager
    async def block(self) -> AsyncIterator[int]:
        yield 1

    @functools.wraps(time.sleep)
    def wrapper(self, *args: Any) -> Any:
        return self.unknown()

    def raises(self) -> int:
        raise NotImplementedError


WAYS = [
    ("send", {"await"}),
    ("get", {"await"}),
    ("later", {"await"}),
    ("either", {"await", "plain"}),
    ("ticket", {"await"}),
    ("unknown", None),
    ("promised", {"await"}),
    ("number", {"plain"}),
    ("dropped", {"plain", "await"}),
    ("result", {"await"}),
    ("dual", {"await"}),
    ("done", {"plain"}),
    ("me", {"plain"}),
    ("stream", {"agen"}),
    ("block", {"acm"}),
    ("wrapper", None),
    ("raises", {"plain"}),
    ("nothing", {"plain"}),
]


@pytest.mark.parametrize(("name", "expected"), WAYS)
def test_ways_to_call(name: str, expected: frozenset[str] | None) -> None:
    assert introspect.ways(getattr(Client, name), Client) == expected


def test_objects_that_are_kept_need_no_await() -> None:
    assert introspect.ways(Client.ticket, Client, frozenset({Ticket})) == frozenset({"plain", "await"})


def test_members_are_those_of_the_class_and_of_its_instances() -> None:
    assert {"own", "shared", "send"} <= introspect.members(Client)
    assert "_hidden" not in introspect.members(Client)
    assert introspect.has_member(queue.Queue, "mutex")
    assert not introspect.has_member(queue.Queue, "mutexes")


def test_names_that_are_missing_are_told_apart_from_libraries_that_are() -> None:
    assert introspect.find("queue.Queue.put") is queue.Queue.put
    with pytest.raises(NoSuchName, match=r"queue has no Qeue"):
        introspect.find("queue.Qeue")
    with pytest.raises(NoSuchName, match=r"queue\.Queue has no putt"):
        introspect.find("queue.Queue.putt")
    with pytest.raises(NotImportable, match="no_such_library is not installed here"):
        introspect.find("no_such_library.thing")


# --- the command ----------------------------------------------------------------------------------------------


@pytest.fixture
def in_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Check) -> Path:
    """A project with a model of its own, for the two libraries above."""
    (tmp_path / "asyncify.toml").write_text('models = ["model.toml"]\n')
    (tmp_path / "model.toml").write_text(MODEL)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_project_s_own_models_are_listed_and_checked(in_project: Path) -> None:
    listed = CliRunner().invoke(asyncify, ["models", "--json"])
    assert [model["id"] for model in json.loads(listed.stdout)][:2] == ["oldstore-newstore", "callbacks"]
    found = CliRunner().invoke(asyncify, ["models", "check", "oldstore-newstore", "--strict"])
    assert (found.exit_code, found.stderr) == (
        0,
        "0 problems in 1 models; 0 libraries could not be looked at\n",
    )


def test_a_problem_is_exit_status_1(in_project: Path) -> None:
    (in_project / "model.toml").write_text(MODEL.replace("get = {", "got = {"))
    found = CliRunner().invoke(asyncify, ["models", "check", "oldstore-newstore"])
    assert found.exit_code == 1
    assert "types.Client: `get` has no entry" in found.stdout
    as_json = CliRunner().invoke(asyncify, ["models", "check", "--json", "oldstore-newstore"])
    assert as_json.exit_code == 1
    (model,) = json.loads(as_json.stdout)
    assert model["problems"][0] == {
        "kind": "unlisted", "key": "types.Client", "message": "`get` has no entry"
    }  # fmt: skip


def test_what_is_not_installed_is_said_and_fails_when_strict(in_project: Path) -> None:
    (in_project / "model.toml").write_text(MODEL.replace("newstore", "neverstore"))
    arguments = ["models", "check", "oldstore-neverstore"]
    found = CliRunner().invoke(asyncify, arguments)
    assert found.exit_code == 0
    assert "unchecked: neverstore is not installed here" in found.stdout
    assert CliRunner().invoke(asyncify, [*arguments, "--strict"]).exit_code == 1


def test_an_unknown_model_is_a_usage_error(in_project: Path) -> None:
    found = CliRunner().invoke(asyncify, ["models", "check", "oldstore-newstor"])
    assert found.exit_code == 2
    assert "did you mean 'oldstore-newstore'?" in found.stderr
