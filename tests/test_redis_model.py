"""The redis model against redis itself: most commands are plain functions whose results have to be awaited."""

from __future__ import annotations

import importlib
import inspect
import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest

from asyncifier.hooks import CallOutcome, CallView, Receiver
from asyncifier.library import Library, load_library
from asyncifier_codemods.hooks import redis as hooks
from test_library import MODELS

MODEL = load_library(MODELS / "redis-asyncio.toml")

if not os.environ.get("CI"):  # where it must be there
    pytest.importorskip("redis")

GUESSES: tuple[Any, ...] = ("1", 1, ["1"], {"1": "1"}, ["1", "2"], b"1", True)
UNREACHED = 25
"""Commands that want arguments of kinds of their own."""


def sent_by(client: Any, name: str) -> Any:
    """What the command gives that is called with the first arguments that it takes."""
    function = getattr(client, name)
    needed = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.VAR_POSITIONAL)
    ]
    for values in itertools.product(GUESSES, repeat=min(len(needed), 4)):
        try:
            return function(*values, *["1"] * (len(needed) - len(values)))
        except Exception:  # the guesses do not fit
            continue
    return None


def awaited_names(library: Library, type_name: str) -> Iterator[str]:
    for name, member in library.types[type_name].methods.items():
        if member.call == "await" and member.to is None and not name.startswith("_"):
            yield name


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An asynchronous client that sends nothing."""
    redis_asyncio: Any = importlib.import_module("redis.asyncio")

    async def execute_command(self: Any, *args: Any, **options: Any) -> str:
        return "sent"

    monkeypatch.setattr(redis_asyncio.Redis, "execute_command", execute_command)
    return redis_asyncio.Redis()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize(
    ("type_name", "maker"),
    [("Redis", ""), *((member.returns, name) for name, member in MODEL.types["Redis"].methods.items()
                      if member.returns in ("Json", "TimeSeries", "Bloom", "Cuckoo", "CountMin", "TopK", "TDigest",
                                            "VectorSet"))],
)  # fmt: skip
def test_what_the_model_awaits_can_be_awaited(client: Any, type_name: str, maker: str) -> None:
    receiver = getattr(client, maker)() if maker else client
    unknown = []
    for name in awaited_names(MODEL, type_name):
        result = sent_by(receiver, name)
        if result is None:
            unknown.append(name)
            continue
        assert inspect.isawaitable(result), name
        if inspect.iscoroutine(result):
            result.close()
    assert len(unknown) <= UNREACHED, unknown


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_a_queued_command_gives_the_pipeline() -> None:
    redis_asyncio: Any = importlib.import_module("redis.asyncio")
    pipe = redis_asyncio.Redis().pipeline()
    unknown = []
    for name, member in MODEL.types["Pipeline"].methods.items():
        if member.returns == "Pipeline?":
            result = sent_by(pipe, name)
            assert result is None or result is pipe, name
            unknown += [name] if result is None else []
    assert len(unknown) <= UNREACHED, unknown


@pytest.mark.parametrize(
    ("receiver", "awaited"),
    [
        (Receiver("pipe", "pipeline"), False),
        (Receiver("pipe", "pipeline", ("watch",)), True),
        (Receiver("pipe", "pipeline", ("watch", "get", "multi")), False),
        (Receiver("pipe", "pipeline", ("watch", "multi", "execute")), False),
        (Receiver("pipe", "pipeline", (), frozenset({"watch"})), False),
        (Receiver("pipe", "", (), frozenset({"watch"})), True),
        (Receiver("self.pipe", "", (), frozenset({"transaction"})), True),
        (Receiver("pipe", "", ("multi",), frozenset({"transaction"})), False),
        (Receiver("", "", (), frozenset({"watch"})), False),
    ],
)
def test_commands_of_a_pipeline_are_awaited_where_they_are_sent(receiver: Receiver, awaited: bool) -> None:
    assert hooks.pipeline_command(CallView("get", receiver=receiver)) == CallOutcome(awaited=awaited)
