"""Tests that put a double in the place of a class whose constructor turned."""

from __future__ import annotations

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
