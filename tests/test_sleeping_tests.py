"""A test that sleeps turns as others do, unless it would then block on something that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncifier.api import Options, make_plan

_SUBJECT = """
import sqlite3, time

def fetch():
    time.sleep(0.1)
    return 1

class Own(sqlite3.Cursor): ...

def stays(conn):
    return conn.cursor(Own).execute("SELECT 1").fetchone()
"""


@pytest.mark.parametrize(
    ("body", "is_changed"),
    [
        ("time.sleep(0.1)", True),
        ("assert shop.fetch() == 1", True),
        ("conn = sqlite3.connect('x'); time.sleep(0.1); shop.stays(conn); conn.close()", False),
    ],
)
def test_what_blocks_keeps_a_test_that_only_sleeps(tmp_path: Path, body: str, is_changed: bool) -> None:
    (tmp_path / "shop.py").write_text(_SUBJECT)
    (tmp_path / "test_shop.py").write_text(
        f"import sqlite3, time\nimport shop\n\ndef test_fetch():\n    {body}\n"
    )
    outcome = make_plan([tmp_path], Options(use_cache=False))
    assert ("test_shop.py" in {Path(item.path).name for item in outcome.changes}) == is_changed
    assert "ASY211" not in {item.code for item in outcome.plan.refusals}
