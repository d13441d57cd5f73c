"""No statement gives another result through a converted program, unless it is told; the page says so for each."""

from __future__ import annotations

from pathlib import Path

import pytest

import sql_differences


@pytest.fixture(scope="module")
def found(postgres_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> sql_differences.Results:
    return sql_differences.results(postgres_dsn, tmp_path_factory.mktemp("statements"))


@pytest.mark.servers
def test_nothing_is_silently_different(found: sql_differences.Results) -> None:
    old = found["psycopg2"]
    different = [
        f"{target}: {name}: {old[name].shown} -> {result.shown}"
        for target in found
        for name, result in found[target].items()
        if result.is_silently_different(old[name])
    ]
    assert not different, "\n".join(different)


@pytest.mark.servers
def test_there_are_many_statements(found: sql_differences.Results) -> None:
    assert len(found["psycopg2"]) >= 120
    assert "psycopg" in found


@pytest.mark.servers
def test_the_page_is_up_to_date(found: sql_differences.Results) -> None:
    assert sql_differences.PAGE.read_text() == sql_differences.page(
        found
    ), "run python tests/sql_differences.py"


def test_a_difference_without_a_word_counts() -> None:
    old = sql_differences.Result("1")
    assert sql_differences.Result("2").is_silently_different(old)
    assert sql_differences.Result("error 42601").is_silently_different(old)
    assert not sql_differences.Result("2", ("told",)).is_silently_different(old)
    assert not sql_differences.Result(None).is_silently_different(old)
    assert not sql_differences.Result("error A").is_silently_different(sql_differences.Result("error B"))
    assert not sql_differences.Result("UUID(1)", (), ("uuid as UUID",)).is_silently_different(old)
    assert sql_differences.Result("2", (), ("uuid as UUID",)).is_silently_different(old)
    assert Path(sql_differences.STATEMENTS).exists()
