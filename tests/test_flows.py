"""What the type flow follows: one small program for each way in which a connection can travel.

Each program in `tests/flows/` (a file, or a folder with `main.py`) uses sqlite3. It runs, is converted, and runs
again on an event loop with every warning an error: it must print the same, and only aiosqlite may open connections.
`programs.py` says what comments in a program mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from programs import Program, Runs, judge, programs_in, running_ahead


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    yield from running_ahead(request, tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize("program", programs_in(Path(__file__).parent / "flows"), ids=lambda item: item.name)
def test_flow(program: Program, runs: Runs, tmp_path: Path) -> None:
    judge(program, runs, tmp_path)
