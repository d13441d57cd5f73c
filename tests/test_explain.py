"""`asyncify explain`: why a function has its colour, and what an object is and where it came from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from asyncifier.api import Explanation, Options, explain

PROGRAM = """\
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def find(self, key):
        return self.conn.execute("SELECT ?", (key,)).fetchone()[0]

    @property
    def count(self):
        return self.conn.execute("SELECT 1").fetchone()[0]


def connect():
    return sqlite3.connect(":memory:")


def double(number):
    return 2 * number


def outside(db):
    return db.cursor().execute("SELECT 1")


def main():
    conn = connect()
    repo = Repo(conn)
    print(double(repo.find(3)))
    conn.close()


if __name__ == "__main__":
    main()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "asyncify.toml").write_text("", "utf-8")
    (tmp_path / "app.py").write_text(PROGRAM, "utf-8")
    return tmp_path


def ask(name: str) -> Explanation:
    return explain(name, [Path()], Options(use_cache=False))


def line(text: str) -> int:
    return PROGRAM.splitlines().index(text) + 1


def without_property(project: Path) -> None:
    start, end = PROGRAM.index("    @property"), PROGRAM.index("\n\ndef connect")
    (project / "app.py").write_text(PROGRAM[:start] + PROGRAM[end:], "utf-8")


def test_function_that_turns_async(project: Path) -> None:
    without_property(project)
    found = ask("Repo.find")
    assert [(item.name, item.colour) for item in found.functions] == [("app.Repo.find", "async")]
    assert [(link.caller, link.callee) for link in found.callers] == [("app.main", "app.Repo.find")]


def test_function_that_does_no_io(project: Path) -> None:
    (function,) = ask("double").functions
    assert (function.colour, function.line) == ("sync", line("def double(number):"))
    assert "nothing that it calls does I/O" in function.reason


def test_function_that_is_kept_synchronous_names_what_keeps_it(project: Path) -> None:
    found = ask("app.main")
    assert [(item.name, item.colour) for item in found.functions] == [("app.main", "sync")]
    assert found.functions[0].chain[-1].callee == "sqlite3.Connection.close"
    assert {(item.code, item.file, item.line) for item in found.refusals} == {
        ("ASY102", "app.py", line("    def count(self):") + 1)
    }
    assert "app.Repo.count" in found.refusals[0].message


def test_function_that_is_the_reason_itself(project: Path) -> None:
    found = ask("Repo.count")
    assert [item.colour for item in found.functions] == ["sync"]
    assert {item.code for item in found.refusals} == {"ASY102"}


@pytest.mark.parametrize(
    ("name", "kind", "way"),
    [
        ("app.Repo.conn", "attribute",
         ("app.connect()", "app.main.conn", "app.Repo.__init__(conn)", "app.Repo.conn")),
        ("Repo.__init__(conn)", "parameter", ("app.connect()", "app.main.conn", "app.Repo.__init__(conn)")),
        ("app.connect()", "return value", ("app.connect()",)),
        ("main.conn", "variable", ("app.connect()", "app.main.conn")),
    ],
)  # fmt: skip
def test_object(name: str, kind: str, way: tuple[str, ...], project: Path) -> None:
    (holding,) = ask(name).holdings
    assert (holding.kind, holding.unknown) == (kind, "")
    (value,) = holding.values
    assert (value.what, value.made_by) == ("sqlite3.Connection", "sqlite3.connect")
    assert (value.file, value.line) == ("app.py", line('    return sqlite3.connect(":memory:")'))
    assert value.way == way


def test_instance_of_the_project(project: Path) -> None:
    (holding,) = ask("app.main.repo").holdings
    (value,) = holding.values
    assert (value.what, value.line) == ("app.Repo", line("    repo = Repo(conn)"))


def test_unknown_object(project: Path) -> None:
    (holding,) = ask("app.outside(db)").holdings
    assert not holding.values
    assert "nothing is known of it" in holding.unknown


def test_unknown_object_with_what_would_settle_it(project: Path) -> None:
    without_property(project)
    (refusal,) = ask("app.outside(db)").refusals
    assert refusal.code == "ASY220"


def test_place_in_a_file(project: Path) -> None:
    number = line('        return self.conn.execute("SELECT ?", (key,)).fetchone()[0]')
    names = {holding.name: holding.values[0].what for holding in ask(f"app.py:{number}").holdings}
    assert names["self.conn"] == "sqlite3.Connection"


def test_nearest_names_of_objects(project: Path) -> None:
    assert "app.Repo.conn" in ask("app.Repo.con").suggestions


def test_command(project: Path) -> None:
    def told(name: str) -> str:
        command = [sys.executable, "-m", "asyncifier", "explain", name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    made = line('    return sqlite3.connect(":memory:")')
    text = " ".join(told("app.Repo.conn").split())
    assert "app.Repo.conn is an attribute" in text
    assert f"sqlite3.Connection, made by sqlite3.connect at app.py:{made}" in text
    assert "by way of app.connect() → app.main.conn → app.Repo.__init__(conn) → app.Repo.conn" in text
    assert "stays synchronous" in told("app.double")
    assert "called by app.main" in told("app.Repo.find")
