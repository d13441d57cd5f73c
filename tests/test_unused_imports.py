"""Imports of a library that is gone go as well, unless somebody may look for them where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncifier.api import Options, make_plan

_MAIN = """
import psycopg2
{}

def main():
    conn = psycopg2.connect("dbname=x")
    conn.close()

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("import psycopg2.extras", ""),
        ("from psycopg2 import Error", ""),
        ("from psycopg2 import Error, extras", ""),
        ("from psycopg2 import Error\n__all__ = ['Error']", "from psycopg2 import Error\n__all__ = ['Error']"),
        ("from psycopg2 import Error\n__all__ = list(x)", "from psycopg2 import Error\n__all__ = list(x)"),
        ("try:\n    from psycopg2 import Error\nexcept ImportError: pass",
         "try:\n    from psycopg2 import Error\nexcept ImportError: pass"),
    ],
)  # fmt: skip
def test_in_one_module(tmp_path: Path, statement: str, left: str) -> None:
    (tmp_path / "app.py").write_text(_MAIN.format(statement))
    (change,) = make_plan([tmp_path], Options(use_cache=False)).changes
    assert (
        change.new.decode().partition("\nasync def")[0].strip()
        == f"import asyncio\n\nimport psycopg\n{left}".strip()
    )


@pytest.mark.parametrize(
    "reader", ["from app import Error", "import app\nprint(app.Error)", "from app import *"]
)
def test_what_another_module_takes_stays(tmp_path: Path, reader: str) -> None:
    (tmp_path / "app.py").write_text(_MAIN.format("from psycopg2 import Error"))
    (tmp_path / "other.py").write_text(reader)
    changed = {
        Path(change.path).name: change.new.decode()
        for change in make_plan([tmp_path], Options(use_cache=False)).changes
    }
    assert "import Error" in changed["app.py"]
