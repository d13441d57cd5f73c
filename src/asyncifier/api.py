"""The engine as a handful of functions: what the command line, an editor server or a notebook calls.

>>> outcome = make_plan([Path("src")], Options(codemods=("db-drivers",)), with_changes=True)
>>> run = apply_changes(outcome, command="asyncify apply src")
>>> undo(Path("."), run).restored
('src/app/repo.py',)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from asyncifier.errors import FileProblem
from asyncifier.plan import FunctionPlan, Plan, Refusal, SitePlan


class Progress(Protocol):
    """Told how far a stage is: `progress("facts", 120, 3369)`."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Options:
    """What the user chose for one run; what is left empty comes from the project's configuration."""

    codemods: tuple[str, ...] = ()
    """Names of codemods; empty means all that apply."""
    targets: tuple[str, ...] = ()
    """`group=target`, as in "postgresql=psycopg"."""
    only: bool = False
    """Only the named codemods, without the propagation and bridging that make the result run."""
    use_cache: bool = True


@dataclass(frozen=True)
class FileResult:
    """One file that changes, Python or not: its path relative to the root and its bytes before and after.

    `old` is None when the file is new.
    """

    path: str
    old: bytes | None
    new: bytes


@dataclass(frozen=True)
class Outcome:
    """The plan, the changed files (if they were asked for) and the files the run went on without."""

    plan: Plan
    changes: tuple[FileResult, ...] = ()
    problems: tuple[FileProblem, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why the functions and call sites that `name` stands for are what they are.

    `name` is a qualified name, the end of one (`Repo.find`), or a place (`app/repo.py:31`). When nothing
    was found, `suggestions` holds the nearest names.
    """

    name: str
    functions: tuple[FunctionPlan, ...] = ()
    sites: tuple[SitePlan, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.functions or self.sites or self.refusals)


@dataclass(frozen=True)
class CodemodInfo:
    """A codemod as `asyncify codemods` lists it."""

    name: str
    summary: str
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelInfo:
    """A library model as `asyncify models` lists it: `source` becomes `target`.

    `group` and `target_name` are what the user writes to choose it: `postgresql=psycopg`.
    """

    id: str
    source: str
    target: str
    group: str
    target_name: str
    path: str
    functions: int
    types: int


@dataclass(frozen=True)
class UndoResult:
    """What taking a run back did: files put back as they were, and files removed that the run had made."""

    run: str
    restored: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def make_plan(
    paths: Sequence[Path],
    options: Options,
    progress: Progress | None = None,
    *,
    with_changes: bool = False,
) -> Outcome:
    """The plan for the project around `paths`; with the new bytes of every changed file if asked for."""
    raise NotImplementedError


def apply_changes(outcome: Outcome, *, command: str) -> str:
    """The id of the run that wrote `outcome.changes`, all or nothing."""
    raise NotImplementedError


def rewrite_buffer(path: Path, source: bytes | None, options: Options) -> bytes:
    """The new bytes of one file in its project; `source` is the unsaved buffer, None for what is on disk."""
    raise NotImplementedError


def explain(name: str, paths: Sequence[Path], options: Options) -> Explanation:
    """Why a function or a call site gets its colour."""
    raise NotImplementedError


def call_graph(paths: Sequence[Path], options: Options) -> dict[str, list[str]]:
    """The callees of every function, by qualified name."""
    raise NotImplementedError


def list_codemods() -> tuple[CodemodInfo, ...]:
    """All codemods, in the order in which they apply."""
    raise NotImplementedError


def list_models() -> tuple[ModelInfo, ...]:
    """All library models that are installed."""
    raise NotImplementedError


def undo(root: Path, run: str | None = None) -> UndoResult:
    """What was put back by taking `run` (or the last run) of the project at `root` back."""
    raise NotImplementedError
