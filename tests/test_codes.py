"""Every refusal code is documented, and the page documents no other."""

import re
from pathlib import Path

from asyncifier.decide.codes import CODES, hint_for

PAGE = Path(__file__).parent.parent / "docs" / "codes.md"


def test_every_code_has_its_line() -> None:
    documented = re.findall(
        r"^\| \[(ASY\d{3})\]\(codes/\1\.md\) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert documented == sorted(CODES)


def test_every_code_says_what_to_do() -> None:
    assert all(hint_for(code) for code in CODES)
