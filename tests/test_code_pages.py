"""Each refusal code has a page, and the examples on it are true: the code is told of "before", not of "after"."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from click.testing import CliRunner

from asyncifier.api import Options, check, make_plan
from asyncifier.cli import asyncify
from asyncifier.decide.codes import CODES
from asyncifier.pages import example_of, page_of

FOLDER = Path(__file__).parent.parent / "docs" / "codes"


def page(code: str) -> str:
    text = page_of(code)
    assert text is not None, f"docs/codes/{code}.md is missing"
    return text


def told(code: str, folder: Path, files: dict[str, str]) -> set[str]:
    """The codes that are told of a project with these files, by `plan` or by `check`."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if not {"asyncify.toml", "pyproject.toml"} & set(files):
        (folder / "asyncify.toml").touch()
    if code.startswith("ASY6"):
        return {finding.code for finding in check([folder], Options(use_cache=False)).findings}
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    return {refusal.code for refusal in outcome.plan.refusals}


def test_there_is_a_page_for_each_code_and_no_other() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_page_has_all_parts(code: str) -> None:
    lines = page(code).splitlines()
    assert lines[0] == f"# {code}: {CODES[code].title}"
    assert [line for line in lines if line.startswith("## ")] == [
        "## Why", "## What to do", "## Before", "## After",
    ]  # fmt: skip
    example = example_of(page(code))
    for files in (example.before, example.after):
        assert files
        for name, text in files.items():
            if name.endswith(".py"):
                ast.parse(text)


@pytest.mark.parametrize("code", sorted(CODES))
def test_example_is_true(code: str, tmp_path: Path) -> None:
    example = example_of(page(code))
    assert code in told(code, tmp_path / "before", example.before)
    assert code not in told(code, tmp_path / "after", example.after)


def test_no_page_for_what_is_no_code() -> None:
    assert page_of("ASY000") is None
    assert page_of("../codes/ASY101") is None


def test_explain_prints_the_page(tmp_path: Path) -> None:
    run = CliRunner()
    printed = run.invoke(asyncify, ["explain", "ASY107"])
    assert (printed.exit_code, printed.stdout) == (0, page("ASY107"))
    assert run.invoke(asyncify, ["explain", "ASY999"]).exit_code == 2

    told("ASY102", tmp_path / "shop", example_of(page("ASY102")).before)
    listed = run.invoke(asyncify, ["explain", "ASY102", str(tmp_path / "shop")])
    assert listed.exit_code == 0
    assert listed.stdout.startswith(page("ASY102"))
    assert "main.py:10" in listed.stdout.removeprefix(page("ASY102"))
