"""docs/traps.md: every test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_row_names_a_test() -> None:
    rows = re.findall(
        r"^\| (\d+) \|.*\| `([^`|]+)` \|$", (ROOT / "docs" / "traps.md").read_text(), re.MULTILINE
    )
    assert len(rows) == 33
    assert [int(number) for number, _ in rows] == sorted({int(number) for number, _ in rows})
    later = re.findall(r"^\| (\d+) \| [^|]* \|$", (ROOT / "docs" / "traps.md").read_text(), re.MULTILINE)
    assert sorted(int(number) for number in [*later, *(number for number, _ in rows)]) == list(range(1, 41))
    missing = [path for _, path in rows if not (ROOT / path).exists()]
    assert not missing
