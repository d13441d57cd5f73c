"""`asyncify undo`: takes a run back."""

from __future__ import annotations

from pathlib import Path

import click

from asyncifier.cli.terminal import say


@click.command()
@click.argument("run", required=False)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="A folder of the project, if not the current one.",
)
def undo(run: str | None, project: Path) -> None:
    """Take the last run back, or RUN: its files are as they were.

    \b
    Examples:
      asyncify undo
      asyncify undo 0007
    """
    from asyncifier import api
    from asyncifier.config import load_config
    from asyncifier.report.wording import count

    result = api.undo(load_config(project).root, run)
    for path in result.restored:
        say(f"restored {path}")
    for path in result.removed:
        say(f"removed {path}")
    removed = f", {len(result.removed)} removed" if result.removed else ""
    say(f"Run {result.run} is taken back: {count(len(result.restored), 'file')} restored{removed}.")
