"""The worked example in docs/models.md is run exactly as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from asyncifier.api import Options, apply_changes, make_plan
from asyncifier.library import load_library

PAGE = Path(__file__).parent.parent / "docs" / "models.md"
LIBRARIES = ("acme_store.py", "acme_store_aio.py")


def files() -> dict[tuple[str, str], str]:
    """The text of each example file, by its name and "before" or "after"."""
    blocks = re.findall(
        r"^`([\w./]+)`(?:, (\w+))?:\n\n```\w+\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return {(name, when): text for name, when, text in blocks}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project before, with the two libraries outside of it."""
    for (name, when), text in files().items():
        if when != "after":
            path = tmp_path / ("lib" if name in LIBRARIES else "project") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return tmp_path / "project"


def output(project: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-B", "-X", "dev", "-W", "error", "stock.py"],
        cwd=project, env={"PYTHONPATH": str(project.parent / "lib")},
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_example_is_converted_as_the_page_shows(project: Path) -> None:
    before = output(project)
    outcome = make_plan([project], Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    assert not outcome.plan.refusals
    apply_changes(outcome, command="asyncify apply")
    assert (project / "stock.py").read_text("utf-8") == files()["stock.py", "after"]
    assert '"acme-store-aio>=1"' in (project / "pyproject.toml").read_text("utf-8")
    assert output(project) == before
    assert not make_plan([project], Options(use_cache=False), with_changes=True).changes


def test_functions_that_the_page_names_turn_async(project: Path) -> None:
    names = {item.name for item in make_plan([project], Options(use_cache=False)).plan.functions}
    assert names == {f"stock.{name}" for name in ("Stock.receive", "Stock.report", "read", "main")}


def test_every_model_on_the_page_is_valid(tmp_path: Path) -> None:
    models = re.findall(r"```toml\n(schema = 1\n.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(models) >= 2
    for number, text in enumerate(models):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, "utf-8")
        load_library(path)


def test_the_recipe_is_what_is_shipped() -> None:
    """The diff that the page shows: a whole model in under 40 lines, and what it needs for its tests."""
    (diff,) = re.findall(r"^```diff\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    root = PAGE.parent.parent
    files = re.split(r"^--- \S+\n\+\+\+ (\S+)\n@@.*@@\n", diff, flags=re.MULTILINE)[1:]
    model, added, _, needed = files
    lines = [line[1:] for line in added.splitlines()]
    assert "".join(f"{line}\n" for line in lines) == (root / model).read_text("utf-8")
    assert f"+1,{len(lines)} @@" in diff
    assert len(lines) < 40
    assert "".join(f"{line[1:]}\n" for line in needed.splitlines()) in (root / "pyproject.toml").read_text(
        "utf-8"
    )
    length = len((root / "tests/models" / Path(model).stem / "program.py").read_text("utf-8").splitlines())
    assert f"a program of {length} lines" in PAGE.read_text("utf-8")
