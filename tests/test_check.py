"""`asyncify check`: programs whose lines say what is found on them, and converted programs, on which nothing is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from asyncifier.api import CheckResult, Options, check
from asyncifier.cli import asyncify

CHECKS = Path(__file__).parent / "checks"
MODELS = Path(__file__).parent / "models"


def found(folder: Path) -> CheckResult:
    return check([folder], Options(use_cache=False))


def marked(source: str) -> list[tuple[int, str]]:
    lines = enumerate(source.splitlines(), 1)
    return [(number, match[1]) for number, line in lines if (match := re.search(r"# found: (ASY\d+)$", line))]


@pytest.mark.parametrize("name", ["blocking", "coroutines", "protocols"])
def test_what_is_found(name: str, tmp_path: Path) -> None:
    program = CHECKS / f"{name}.py"
    shutil.copy(program, tmp_path)
    result = found(tmp_path)
    assert not result.problems
    expected = marked(program.read_text())
    assert sorted({(item.line, item.code) for item in result.findings}) == expected
    assert all(item.hint for item in result.findings)
    assert {item.code for item in result.findings if item.severity == "warning"} <= {"ASY608"}


def test_the_chain_leads_to_what_blocks(tmp_path: Path) -> None:
    shutil.copy(CHECKS / "blocking.py", tmp_path)
    line = 1 + (CHECKS / "blocking.py").read_text().splitlines().index(
        '    fetch("https://example.org")  # found: ASY601'
    )
    (finding,) = [item for item in found(tmp_path).findings if item.line == line]
    assert finding.message == "blocking.fetch blocks the event loop: it reaches requests.get"
    assert [(link.caller, link.callee) for link in finding.chain] == [
        ("blocking.through_others", "blocking.fetch"),
        ("blocking.fetch", "requests.get"),
    ]


def test_leftovers_of_a_replaced_library(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text((CHECKS / "leftovers.py").read_text())
    (tmp_path / "test_app.py").write_text("from unittest import mock\n\nmock.patch('psycopg2.connect')\n")
    told = [(item.file, item.line, item.code, item.severity) for item in found(tmp_path).findings]
    assert told == [("app.py", 13, "ASY606", "warning"), ("test_app.py", 3, "ASY606", "warning")]

    (tmp_path / "app.py").write_text("import psycopg2\n")  # nothing was replaced here
    assert not found(tmp_path).findings


def test_marks(tmp_path: Path) -> None:
    shutil.copy(CHECKS / "markers.py", tmp_path)
    (finding,) = found(tmp_path).findings
    assert (finding.line, finding.code, finding.severity) == (10, "ASY607", "warning")
    assert finding.message == "marked as refused (ASY102): a property can't be awaited where it is read"


@pytest.mark.parametrize("model", sorted(path.name for path in MODELS.iterdir() if path.is_dir()))
def test_converted_programs_are_clean(model: str, tmp_path: Path) -> None:
    """But for the old library, where a part of the program was refused."""
    shutil.copytree(MODELS / model / "after", tmp_path / "after")
    (tmp_path / "after" / "asyncify.toml").touch()
    assert {item.code for item in found(tmp_path / "after").findings} <= {"ASY606"}


def test_synchronous_program_is_clean(tmp_path: Path) -> None:
    shutil.copytree(MODELS / "sqlite3-aiosqlite" / "before", tmp_path / "before")
    assert not found(tmp_path / "before").findings


BROKEN = "import time\n\n\nasync def tick():\n    time.sleep(1)\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(asyncify, ["check", *map(str, arguments)])


def test_formats_and_exit_status(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(BROKEN)
    (tmp_path / "asyncify.toml").touch()
    text = run(tmp_path)
    assert (text.exit_code, text.stdout) == (1, "app.py:5:5: ASY601 time.sleep blocks the event loop\n")
    assert text.stderr == "1 place in 1 file; `asyncify explain ASY601` tells what to do.\n"

    value = json.loads(run(tmp_path, "--output-format", "json").stdout)
    (finding,) = value["findings"]
    assert (finding["code"], finding["file"], finding["line"], finding["column"]) == (
        "ASY601",
        "app.py",
        5,
        5,
    )
    assert finding["chain"] == [{"caller": "app.tick", "file": "app.py", "line": 5, "callee": "time.sleep"}]
    assert (value["version"], value["summary"], value["problems"]) == (1, {"errors": 1, "warnings": 0}, [])

    sarif = json.loads(run(tmp_path, "--output-format", "sarif").stdout)["runs"][0]
    assert sarif["results"][0]["ruleId"] == "ASY601"
    assert (
        sarif["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == "Blocking call on the event loop"
    )

    github = run(tmp_path, "--output-format", "github", "--output", tmp_path / "out.txt")
    assert (github.exit_code, github.stdout) == (1, "")
    annotation = "::error file=app.py,line=5,col=5,title=asyncify ASY601::time.sleep blocks the event loop%0A"
    assert (tmp_path / "out.txt").read_text().startswith(annotation)

    (tmp_path / "bad.py").write_text("def (\n")
    assert run(tmp_path).exit_code == 123
    assert run(tmp_path, "--output-format", "xml").exit_code == 2
    (tmp_path / "bad.py").unlink()
    app.write_text("async def tick():\n    pass\n")
    clean = run(tmp_path)
    assert (clean.exit_code, clean.stdout, clean.stderr) == (0, "", "Nothing found.\n")


def test_only_what_was_asked_for(tmp_path: Path) -> None:
    """The rest of the project is read all the same: the call that blocks stands there."""
    (tmp_path / "asyncify.toml").touch()
    (tmp_path / "slow.py").write_text(
        "import time\n\n\ndef wait():\n    time.sleep(1)\n\n\nasync def bad():\n    wait()\n"
    )
    (tmp_path / "app.py").write_text("import slow\n\n\nasync def tick():\n    slow.wait()\n")
    (finding,) = found(tmp_path / "app.py").findings
    assert (finding.file, finding.line) == ("app.py", 5)
    assert str(finding.chain[1]) == "slow.wait calls time.sleep at slow.py:5"
