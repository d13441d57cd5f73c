"""`asyncify rewrite`: one file, for editors; in place, or from the editor's buffer to stdout."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncifier.cli.options import checked_options, choosing_options
from asyncifier.cli.terminal import emit
from asyncifier.errors import AsyncifyError, UsageError

if TYPE_CHECKING:
    from asyncifier.api import Options


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--stdin-filename",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Where the text on stdin belongs; goes with `-`.",
)
@choosing_options
def rewrite(
    file: Path, stdin_filename: Path | None, codemods: tuple[str, ...], targets: tuple[str, ...]
) -> None:
    """Convert one file, in place or from stdin to stdout.

    The project around it is read, so that the calls are understood, but not changed.

    With `-` the text comes from stdin and the whole new text goes to stdout, byte for byte. On any failure
    stdout stays empty and the exit status is not 0.

    \b
    Examples:
      asyncify rewrite src/app/repo.py
      asyncify rewrite --stdin-filename src/app/repo.py - < buffer
    """
    from asyncifier import api

    reads_stdin = str(file) == "-"
    if reads_stdin and stdin_filename is None:
        raise UsageError("`-` reads stdin: say with --stdin-filename PATH which file the text belongs to")
    if stdin_filename is not None and not reads_stdin:
        raise UsageError("--stdin-filename goes with `-` in place of the file")
    options = checked_options(codemods, targets)
    if stdin_filename is not None:
        emit(api.rewrite_buffer(stdin_filename, sys.stdin.buffer.read(), options))
    else:
        _rewrite_in_place(file, options)


def _rewrite_in_place(file: Path, options: Options) -> None:
    """Writes the new text the way `apply` writes: whole or not at all, and undoable."""
    from asyncifier import api
    from asyncifier.config import load_config
    from asyncifier.plan import Plan

    old = _read(file)
    new = api.rewrite_buffer(file, None, options)
    if new == old:
        return
    root = load_config(file).root
    change = api.FileResult(file.resolve().relative_to(root).as_posix(), old, new)
    outcome = api.Outcome(Plan(str(root)), changes=(change,))
    api.apply_changes(outcome, command=shlex.join(["asyncify", *sys.argv[1:]]))


def _read(file: Path) -> bytes:
    if not file.exists():
        raise UsageError(f"{file}: no such file")
    try:
        return file.read_bytes()
    except OSError as error:
        raise AsyncifyError(f"{file}: cannot be read: {error.strerror}") from error
