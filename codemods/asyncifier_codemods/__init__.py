"""The codemods that come with asyncify: library models, hooks, rewriters, and what each knows of value flow.

This package imports `asyncifier`, never the reverse: the engine finds it through the entry-point group
`asyncifier.codemods`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from asyncifier.codemod import Codemod
from asyncifier.graph import Flow, SourceModule
from asyncifier_codemods.mock_flows import mock_flows
from asyncifier_codemods.pytest_flows import fixture_flows

MODELS = Path(__file__).parent / "models"
VOCABULARY = Path(__file__).parent / "vocabulary"


def _test_flows(modules: Sequence[SourceModule]) -> Iterator[Flow]:
    yield from fixture_flows(modules)
    yield from mock_flows(modules)


CODEMODS: tuple[Codemod, ...] = (
    Codemod("db-drivers", "blocking database drivers -> async ones", MODELS),
    Codemod("stdlib", "time.sleep and its like -> asyncio", MODELS),
    Codemod(
        "async-await",
        "async, await, async with and async for through the whole call graph",
        vocabulary=VOCABULARY,
    ),
    Codemod("executor", "blocking calls that can't be converted -> a worker thread"),
    Codemod("entrypoints", "asyncio.run where synchronous code starts the program"),
    Codemod("tests", "pytest functions and fixtures, unittest cases", flows=_test_flows),
)
