"""The options that several commands share, and their check against what exists."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from asyncifier.errors import UsageError

if TYPE_CHECKING:
    from asyncifier.api import Options

_Command = TypeVar("_Command", bound=Callable[..., object])

paths_argument = click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path)
)


def choosing_options(command: _Command) -> _Command:
    """Adds `--codemod` and `--target` to a command."""
    codemod = click.option(
        "--codemod",
        "codemods",
        multiple=True,
        metavar="NAME",
        help="Only this codemod, and what it needs; repeatable. `asyncify codemods` lists them.",
    )
    target = click.option(
        "--target",
        "targets",
        multiple=True,
        metavar="DB=DRIVER",
        help="What to convert to, as in postgresql=psycopg; repeatable.",
    )
    return codemod(target(command))


def checked_options(
    codemods: Sequence[str], targets: Sequence[str], *, only: bool = False, markers: bool = False
) -> Options:
    """The options of one run; a name that does not exist is a `UsageError` with the nearest valid ones."""
    from asyncifier import api
    from asyncifier.config import Config, with_targets

    if codemods:
        valid = [codemod.name for codemod in api.list_codemods()]
        for name in codemods:
            if name not in valid:
                raise UsageError(f"--codemod {name}: no such codemod; {nearest(name, valid)}")
    with_targets(Config(root=Path()), targets)
    return api.Options(codemods=tuple(codemods), targets=tuple(targets), only=only, markers=markers)


def nearest(name: str, valid: Sequence[str]) -> str:
    """`"did you mean db-drivers?"`, or all that is valid when nothing is near."""
    close = difflib.get_close_matches(name, valid, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(valid)}"


def or_here(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The paths that were named, the current folder if none was."""
    return tuple(paths) or (Path(),)
