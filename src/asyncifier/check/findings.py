"""One thing that is wrong, as plain data: as the checks find it, and as it is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from asyncifier.plan import Link


@dataclass(frozen=True)
class Found:
    """Something wrong at a place of a module; `line` from 1, `column` from 0."""

    code: str
    module: int
    line: int
    column: int
    message: str
    chain: tuple[Link, ...] = ()
    also: tuple[int, int] | None = None
    """(module, line) of the place that causes it: a comment there silences it too."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong at one place of a file, and the chain of calls from there to the I/O, if there is one.

    `line` and `column` from 1; `severity`: an "error" goes wrong when the line runs, a "warning" may be meant.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str
    severity: Literal["error", "warning"] = "error"
    chain: tuple[Link, ...] = ()
