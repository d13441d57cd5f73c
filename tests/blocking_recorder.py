"""A plugin for the pytest of a converted project: all that blockbuster would raise for, with where it was called.

Written as JSON to the file that BLOCKING_CALLS names: a list of [name, [[file, line], …], [[file, function], …]], the
project's lines from the outside in, and all functions.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockBuster
from blockbuster.blockbuster import BlockBusterFunction

_PROJECT = Path.cwd()
_FOUND: list[tuple[str, list[tuple[str, int]], list[tuple[str, str]]]] = []


@pytest.fixture(autouse=True)
def _blocking_calls_are_recorded() -> Iterator[None]:
    detector = BlockBuster()
    for function in detector.functions.values():
        function.can_block_predicate = _recording(function, function.can_block_predicate)
    detector.activate()
    yield
    detector.deactivate()


def _recording(function: BlockBusterFunction, may_block: Callable[..., bool]) -> Callable[..., bool]:
    def recorded(*args: Any, **kwargs: Any) -> bool:
        if not may_block(*args, **kwargs):
            _record(function)
        return True

    return recorded


def _record(function: BlockBusterFunction) -> None:
    lines, functions = [], []
    frame = sys._getframe(3)
    while frame is not None:
        path, name = frame.f_code.co_filename, frame.f_code.co_name
        if any(path.endswith(file) and name in names for file, names in function.can_block_functions):
            return
        functions.append((path, name))
        if path.startswith(f"{_PROJECT}{os.sep}"):
            lines.append((path.removeprefix(f"{_PROJECT}{os.sep}"), frame.f_lineno))
        frame = frame.f_back  # type: ignore[assignment]
    _FOUND.append((function.full_name, lines[::-1], functions))


def pytest_sessionfinish() -> None:
    Path(os.environ["BLOCKING_CALLS"]).write_text(json.dumps(_FOUND))
