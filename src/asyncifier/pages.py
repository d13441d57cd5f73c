"""The pages about refusal codes: where they lie, and what they show.

    >>> page_of("ASY107").partition("\\n")[0]
    '# ASY107: decorator does not await'

They are docs/codes/*.md in a checkout, and part of the package in a wheel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PLACES = (Path(__file__).parent / "code_pages", Path(__file__).parents[2] / "docs" / "codes")
"""In an installed wheel, and in a checkout."""
_FILE = re.compile(r"^`(?P<name>[^`\n]+)`:\n\n```\w+\n(?P<text>.*?\n)```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """The files that a page shows, before and after."""

    before: dict[str, str]
    after: dict[str, str]


def is_code(name: str) -> bool:
    """It is written like a code: `ASY107`."""
    return re.fullmatch(r"ASY\d{3}", name) is not None


def page_of(code: str) -> str | None:
    """The page about a code, as Markdown; None when there is no such code."""
    if not is_code(code):
        return None
    for folder in _PLACES:
        page = folder / f"{code}.md"
        if page.is_file():
            return page.read_text(encoding="utf-8")
    return None


def example_of(page: str) -> Example:
    """The files under the headings "Before" and "After" of a page."""
    _, _, rest = page.partition("\n## Before\n")
    before, _, after = rest.partition("\n## After\n")
    return Example(_files(before), _files(after))


def _files(part: str) -> dict[str, str]:
    return {found["name"]: found["text"] for found in _FILE.finditer(part)}
