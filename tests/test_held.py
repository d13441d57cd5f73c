"""Connections of a pool that are held over awaits on other things."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from asyncifier.api import Options, make_plan

PROGRAM = """
import time
from contextlib import contextmanager

from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 5, "")


@contextmanager
def connection():
    conn = pool.getconn()
    try:
        yield conn
    finally:
        pool.putconn(conn)


def names():
    with connection() as conn:
        cur = conn.cursor()
        cur.execute("SELECT name FROM t")
        return cur.fetchall()


def work():
{body}


if __name__ == "__main__":
    work()
"""
FIRST = 26

NESTED = "takes a second connection of the pool while it holds one since line "


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("with connection() as conn:\n    conn.cursor().execute('SELECT 1')\nreturn names()", []),
        (
            "with connection() as conn:\n    conn.cursor().execute('SELECT 1')\n    return names()",
            [(2, NESTED)],
        ),
        (
            "with connection() as conn:\n    with connection() as other:\n        other.commit()",
            [(1, NESTED)],
        ),
        (
            "with connection() as conn:\n    time.sleep(1)\n    conn.commit()",
            [(1, "time.sleep is waited for while")],
        ),
        ("conn = pool.getconn()\npool.putconn(conn)\nnames()", []),
        ("conn = pool.getconn()\nnames()\nconn.commit()\npool.putconn(conn)", [(1, NESTED)]),
        ("with connection() as conn:\n    conn.commit()\nwith connection() as conn:\n    conn.commit()", []),
    ],
)
def test_told(body: str, expected: list[tuple[int, str]], tmp_path: Path) -> None:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    (tmp_path / "main.py").write_text(dedent(PROGRAM).lstrip().format(body=lines))
    outcome = make_plan([tmp_path], Options(use_cache=False), with_changes=True)
    assert outcome.changes
    assert not outcome.problems
    told = [item for item in outcome.plan.refusals if item.code == "ASY304"]
    assert [item.line - FIRST for item in told] == [line for line, _ in expected]
    assert all(message in item.message for item, (_, message) in zip(told, expected, strict=True))
