"""Tests that put a double in the place of a class whose constructor turned."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from asyncifier.api import Options, make_plan

APP = """
import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def close(self):
        self.conn.close()


class Other:
    pass


def run(path):
    repo = Repo(path)
    repo.close()
"""


@pytest.mark.parametrize(
    ("call", "is_told"),
    [
        ('mock.patch("app.Repo")', True),
        ('mock.patch.object(app, "Repo")', True),
        ('monkeypatch.setattr(app, "Repo", object)', True),
        ('monkeypatch.setattr("app.Repo", object)', True),
        ('mock.patch("app.Other")', False),
        ('print("Repo")', False),
        ('print("other.Repo")', False),
    ],
)
def test_told(call: str, is_told: bool, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "test_app.py").write_text(
        f"from unittest import mock\nimport app\ndef test(monkeypatch):\n    {call}\n"
    )
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    told = [(item.file, item.line) for item in outcome.plan.refusals if item.code == "ASY501"]
    assert told == ([("test_app.py", 4)] if is_told else [])


TESTS_THAT_STAY = {
    "ASY106": """
        @pytest.fixture
        def conn():
            return app.connect()

        def test(request):
            assert app.count(request.getfixturevalue("conn")) == 0
        """,
    "ASY201": """
        @pytest.fixture
        def conn(request):
            conn = app.connect()
            request.addfinalizer(conn.close)
            return conn

        def test(conn):
            assert app.count(conn) == 0
        """,
    "ASY109": """
        class Test(unittest.TestCase):
            def test(self):
                conn = app.connect()
                self.addCleanup(conn.close)
                self.assertEqual(app.count(conn), 0)
                self.doCleanups()
        """,
}


@pytest.mark.parametrize("code", TESTS_THAT_STAY)
def test_what_the_runner_calls(code: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import sqlite3\n\n\ndef connect():\n    return sqlite3.connect('a.db')\n\n\n"
        "def count(conn):\n    return len(conn.execute('SELECT 1').fetchall())\n"
    )
    tests = "import unittest\nimport pytest\nimport app\n" + textwrap.dedent(TESTS_THAT_STAY[code])
    (tmp_path / "test_app.py").write_text(tests)
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    assert code in {item.code for item in outcome.plan.refusals if item.file == "test_app.py"}
    assert "test_app.py" not in {change.path for change in outcome.changes}


def test_client_of_commands(tmp_path: Path) -> None:
    """A command runs an event loop itself, so a test that invokes one can't be a coroutine: what it needs stays."""
    (tmp_path / "app.py").write_text(
        "import sqlite3\nimport click\n\n\ndef count(path):\n    conn = sqlite3.connect(path)\n"
        "    found = len(conn.execute('SELECT 1').fetchall())\n    conn.close()\n    return found\n\n\n"
        "@click.command()\n@click.argument('path')\ndef show(path):\n    click.echo(count(path))\n"
    )
    (tmp_path / "test_app.py").write_text(
        "from click.testing import CliRunner\nimport app\n\n\ndef test(tmp_path):\n"
        "    result = CliRunner().invoke(app.show, [str(tmp_path / 'a.db')])\n"
        "    assert result.output == '1\\n'\n    assert app.count(tmp_path / 'a.db') == 1\n"
    )
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    told = {(item.file, item.line, item.code) for item in outcome.plan.refusals if item.severity != "warning"}
    assert told == {("test_app.py", 8, "ASY109")}
    assert not outcome.changes
