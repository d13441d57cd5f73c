"""Test suites of small projects, run by pytest before and after the conversion, with every warning an error.

Each folder of `tests/suites/` is a project. Comments in it say what else must hold:

    # told: ASY502     this line is told with that code, and no other is
    # fails            this test fails after the conversion, as was told: it replaces what is not there any more
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asyncifier.api import Options, apply_changes, make_plan

SUITES = Path(__file__).parent / "suites"


def outcomes(folder: Path) -> dict[str, str]:
    """{test: PASSED | FAILED}"""
    command = [
        sys.executable, "-B", "-W", "error", "-m", "pytest", "-v", "--tb=short", "-p", "no:cacheprovider",
        "-o", "asyncio_default_fixture_loop_scope=function",
    ]  # fmt: skip
    if (folder / "pytest.ini").exists():
        del command[-2:]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    found = dict(re.findall(r"^(\S+::\S+) (PASSED|FAILED|ERROR)", done.stdout, re.MULTILINE))
    assert found, done.stdout + done.stderr
    return found


def marked(folder: Path, mark: str) -> set[tuple[str, int, str]]:
    """(file, line, rest) of each line with the comment `# mark`."""
    found = set()
    for path in folder.rglob("*.py"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.search(rf"# {mark}(?:: (\w+))?$", line)
            if match:
                rest = match[1] or line.split("(")[0].removeprefix("def ").strip()
                found.add((path.relative_to(folder).as_posix(), number, rest))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in SUITES.iterdir() if path.is_dir()))
def test_suite(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(SUITES / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = outcomes(folder)
    assert set(before.values()) == {"PASSED"}, before
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    told = {(item.file, item.line, item.code) for item in outcome.plan.refusals}
    assert told == marked(folder, "told"), outcome.plan.refusals
    failing = {f"{file}::{test}" for file, _, test in marked(folder, "fails")}
    apply_changes(outcome, command="asyncify apply")
    after = outcomes(folder)
    assert after == {test: "FAILED" if test in failing else "PASSED" for test in before}
    again = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not again.changes
