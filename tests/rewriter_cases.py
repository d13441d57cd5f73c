"""Reads the befores and afters of `tests/rewriters/*.txt`.

### title
edits: EditCall(call(0), awaited=True)
--- before
f()
--- after
await f()
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from asyncifier import edits as edit_classes
from asyncifier.edits import Edit, Kind, Ref

_SHORT: dict[str, Kind] = {
    "call": "call",
    "d": "def",
    "w": "with",
    "for_": "for",
    "comp": "comp",
    "genexp": "genexp",
    "attr": "attr",
    "name": "name",
    "assign": "assign",
    "imp": "import",
    "yf": "yieldfrom",
    "subscript": "subscript",
    "quoted": "quoted",
}
_WORDS: dict[str, Callable[..., Any]] = {
    **{short: partial(Ref, kind) for short, kind in _SHORT.items()},
    **{name: value for name, value in vars(edit_classes).items() if isinstance(value, type)},
}
_CASE = re.compile(
    r"^### (.+)\nedits: (.+)\n--- before\n((?:.*\n)*?)--- after\n((?:.*\n)*?)(?=### |\Z)", re.MULTILINE
)


@dataclass(frozen=True)
class Case:
    """One before and after, and the edits that lead from one to the other."""

    title: str
    edits: tuple[Edit, ...]
    before: str
    after: str


def cases() -> list[Case]:
    """All cases of all files."""
    return list(_cases())


def _cases() -> Iterator[Case]:
    for path in sorted((Path(__file__).parent / "rewriters").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found = _CASE.findall(text)
        assert len(found) == text.count("### "), f"{path.name} has a case that can't be read"
        for title, edits, before, after in found:
            yield Case(f"{path.stem}: {title}", eval(f"({edits},)", _WORDS), before, after)
