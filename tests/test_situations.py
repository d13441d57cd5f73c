"""What people meet, by number: each row of docs/situations.md has programs in `tests/situations/`, run for real.

A program is named after its situation: `05_result_of_a_call.py`. `programs.py` says what its comments mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from programs import Program, Runs, judge, programs_in, running_ahead

PROGRAMS = programs_in(Path(__file__).parent / "situations")
PAGE = Path(__file__).parents[1] / "docs" / "situations.md"
ROWS = re.findall(r"^\| (\d+) \|(.*)\|$", PAGE.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    yield from running_ahead(request, tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda item: item.name)
def test_situation(program: Program, runs: Runs, tmp_path: Path) -> None:
    judge(program, runs, tmp_path)


def test_every_situation_has_its_row() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 79))


@pytest.mark.parametrize(("number", "row"), ROWS, ids=[number for number, _ in ROWS])
def test_every_row_names_its_programs(number: str, row: str) -> None:
    named = set(re.findall(r"tests/situations/([\w.]+)\)", row))
    there = {item.name for item in PROGRAMS if int(item.name.split("_")[0]) == int(number)}
    assert {name.removesuffix(".py") for name in named} == there
    assert there or "not converted" in row
