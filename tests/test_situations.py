"""What people meet, by number: each row of docs/situations.md has programs in `tests/situations/`, run for real.

A program is named after its situation: `05_result_of_a_call.py`. `programs.py` says what its comments mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from asyncifier.api import apply_changes
from databases import DATABASES
from programs import Program, Runs, judge, planned, programs_in, read_all, running_ahead
from test_models import output_of

FOLDER = Path(__file__).parent / "situations"
PROGRAMS = programs_in(FOLDER)
ON_SERVERS = programs_in(FOLDER / "servers")
PAGE = Path(__file__).parents[1] / "docs" / "situations.md"
ROWS = re.findall(r"^\| (\d+) \|(.*)\|$", PAGE.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    yield from running_ahead(request, tmp_path_factory.mktemp("before"))


def marked(program: Program) -> ParameterSet:
    """Programs that need seconds, for the libraries they import, say so."""
    return pytest.param(program, marks=[pytest.mark.slow] if program.is_slow else [], id=program.name)


@pytest.mark.parametrize("program", [marked(item) for item in PROGRAMS])
def test_situation(program: Program, runs: Runs, tmp_path: Path) -> None:
    judge(program, runs, tmp_path)


@pytest.mark.servers
@pytest.mark.parametrize("program", ON_SERVERS, ids=lambda item: item.name)
def test_situation_on_a_server(program: Program, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    fixture, make = DATABASES[program.server]
    server = request.getfixturevalue(fixture) if fixture else ""

    def run(folder: Path) -> str:
        with make(server, tmp_path) as database:
            printed = output_of(folder / program.main, database)
            assert database.open_after(2) == 0
        return printed

    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
        program.copy_to(folder)
    outcome = planned(after)
    assert not [item for item in outcome.plan.refusals if item.severity == "error"]
    apply_changes(outcome, command="asyncify apply")
    lines = [line.split("  # ->")[0].strip() for line in read_all(after)[program.main].splitlines()]
    assert all(text in lines for _, _, text in program.after())
    assert run(after) == run(before)
    assert not planned(after).changes


def test_every_situation_has_its_row() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 79))


@pytest.mark.parametrize(("number", "row"), ROWS, ids=[number for number, _ in ROWS])
def test_every_row_names_its_programs(number: str, row: str) -> None:
    named = set(re.findall(r"tests/situations/(?:servers/)?([\w.]+)\)", row))
    there = {item.name for item in (*PROGRAMS, *ON_SERVERS) if int(item.name.split("_")[0]) == int(number)}
    assert {name.removesuffix(".py") for name in named} == there
    assert there
