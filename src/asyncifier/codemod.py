"""What a codemod is to the engine: a name, library models, and what it knows of value flow.

Codemods are found through the entry-point group `asyncifier.codemods`; the engine knows none by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from asyncifier.errors import UsageError
from asyncifier.graph import Flow, SourceModule


@dataclass(frozen=True)
class Codemod:
    """One codemod. `models` is a folder of TOML files; those that name this codemod belong to it."""

    name: str
    summary: str
    models: Path | None = None
    vocabulary: Path | None = None
    """A folder of models that only `asyncify check` reads: what blocks or is awaited, and is not replaced."""
    flows: Callable[[Sequence[SourceModule]], Iterable[Flow]] | None = None
    """Value flows that no call in the program shows, such as a fixture's result into a test's parameter."""


@cache
def installed_codemods() -> tuple[Codemod, ...]:
    """All codemods of all installed distributions, built-in ones first."""
    found: dict[str, Codemod] = {}
    for entry in sorted(
        entry_points(group="asyncifier.codemods"), key=lambda item: (item.name != "builtin", item.name)
    ):
        for codemod in entry.load():
            found.setdefault(codemod.name, codemod)
    if not found:
        raise UsageError("no codemods are installed: reinstall asyncifier")
    return tuple(found.values())
