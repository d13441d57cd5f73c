"""The plan: what would change, why, and what is refused; plain data with a stable order.

Everything the user sees (text, JSON, SARIF, an editor) is a face over this value, and `rewrite` carries
out its `files`. The JSON form is a contract, documented in docs/plan-format.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from asyncifier.edits import Edit

SCHEMA_VERSION = 1

Colour = Literal["async", "sync", "both"]
Action = Literal["await", "offload", "bridge", "leave", "refuse", "rewrite"]


@dataclass(frozen=True, order=True)
class Link:
    """One step of the chain from a function down to the I/O: who calls `callee`, and where."""

    caller: str
    file: str
    line: int
    callee: str

    def __str__(self) -> str:
        return f"{self.caller} calls {self.callee} at {self.file}:{self.line}"


@dataclass(frozen=True)
class FunctionPlan:
    """What becomes of one function, and the chain of calls that is the reason."""

    name: str
    file: str
    line: int
    colour: Colour
    reason: str
    chain: tuple[Link, ...] = ()


@dataclass(frozen=True)
class SitePlan:
    """What becomes of one call, `with`, loop or reference. `line` from 1, `column` from 1, in characters."""

    file: str
    line: int
    column: int
    action: Action
    callee: str
    reason: str


@dataclass(frozen=True)
class Choice:
    """How functions that synchronous and asynchronous code need, both, serve both: what was chosen, and at what price.

    "twin": they stay as they are, and asynchronous ones stand behind them. "offload": they stay synchronous, with all
    that is connected to them, and asynchronous callers run them in a thread. `other_price` is None where the other way
    is impossible, for the reason in `why_not`.
    """

    file: str
    line: int
    functions: tuple[str, ...]
    chosen: Literal["twin", "offload"]
    price: int
    other_price: int | None
    because: str
    """What needs them synchronous."""
    why_not: str = ""


@dataclass(frozen=True)
class Refusal:
    """Something the tool will not do, or can't prove, and what the user can do about it.

    `severity`: "error" stops the conversion of what it concerns; "warning" is told and goes on.
    """

    code: str
    file: str
    line: int
    message: str
    hint: str
    severity: Literal["error", "warning"] = "error"
    column: int = 1


@dataclass(frozen=True)
class FilePlan:
    """The edits of one Python file, in source order; none of them overlaps another."""

    path: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class TextChange:
    """A whole new text for a file that is not Python: pyproject.toml, requirements.txt, pytest.ini.

    `old` is None when the file is new.
    """

    path: str
    old: str | None
    new: str
    reason: str


@dataclass(frozen=True)
class Step:
    """A part of the plan that can be applied on its own and leaves the tests green."""

    name: str
    files: tuple[str, ...]
    summary: str


@dataclass(frozen=True)
class Plan:
    """All decisions about one project. Paths are relative to `root`, with forward slashes."""

    root: str
    functions: tuple[FunctionPlan, ...] = ()
    sites: tuple[SitePlan, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    steps: tuple[Step, ...] = ()
    files: tuple[FilePlan, ...] = ()
    texts: tuple[TextChange, ...] = ()
    summary: Mapping[str, int] | None = None
    choices: tuple[Choice, ...] = ()
    version: int = SCHEMA_VERSION

    @property
    def is_empty(self) -> bool:
        """Nothing would be written."""
        return not self.files and not self.texts
