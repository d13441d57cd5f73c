"""`asyncify plan`: what would change and why; writes nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncifier.cli.options import checked_options, choosing_options, or_here, paths_argument
from asyncifier.cli.terminal import emit, progress_bar, say, say_problems, stdout_style, wants_colour
from asyncifier.errors import AsyncifyError, UsageError, WriteError

if TYPE_CHECKING:
    from asyncifier.api import FileResult, Outcome
    from asyncifier.report.text import Style

FORMATS = ("text", "json", "sarif", "github", "markdown")


@click.command()
@paths_argument
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write there, not to stdout.",
)
@click.option("--diff", "as_diff", is_flag=True, help="Print the changes as a patch instead of the report.")
@choosing_options
@click.option(
    "-v", "--verbose", is_flag=True, help="Show every function and call site, however many there are."
)
def plan(
    paths: tuple[Path, ...],
    output_format: str,
    output: Path | None,
    as_diff: bool,
    codemods: tuple[str, ...],
    targets: tuple[str, ...],
    verbose: bool,
) -> None:
    """Show what would change, why, and what is refused.

    Exit status: 0, or 123 if some file could not be read or parsed (the plan for the others is shown).

    \b
    Examples:
      asyncify plan
      asyncify plan src --codemod db-drivers --target postgresql=psycopg
      asyncify plan --diff | git apply
      asyncify plan --output-format sarif --output asyncify.sarif
    """
    from asyncifier import api
    from asyncifier.report.text import Style

    if as_diff and output_format != "text":
        raise UsageError("--diff prints a patch, which has no --output-format; leave one of the two out")
    options = checked_options(codemods, targets)
    with progress_bar() as progress:
        outcome = api.make_plan(or_here(paths), options, progress, with_changes=as_diff)
    say_problems(outcome.problems)
    if as_diff:
        colour = output is None and wants_colour(sys.stdout)
        report = patch_of(outcome.changes, colour=colour)
        say_totals(outcome)
    else:
        style = Style(verbose=verbose) if output else stdout_style(verbose=verbose)
        report = _report(outcome, output_format, style)
    if output is None:
        emit(report)
    else:
        write_report(output, report)
    if outcome.problems:
        raise click.exceptions.Exit(AsyncifyError.exit_code)


def patch_of(changes: Sequence[FileResult], *, colour: bool) -> bytes:
    """All changes as one patch, coloured for a terminal if asked for."""
    from asyncifier.report.diff import coloured, unified_diff

    patch = b"".join(unified_diff(change.path, change.old, change.new) for change in changes)
    return coloured(patch) if colour else patch


def say_totals(outcome: Outcome) -> None:
    """Says in one line what the patch on stdout amounts to."""
    from asyncifier.report.wording import count, totals, totals_sentence

    sentence = totals_sentence(totals(outcome.plan))
    say(f"{count(len(outcome.changes), 'file')} would change{': ' if sentence else ''}{sentence}.")


def _report(outcome: Outcome, output_format: str, style: Style) -> bytes:
    match output_format:
        case "json":
            from asyncifier.report.json import render_json as render
        case "sarif":
            from asyncifier.report.sarif import render_sarif as render
        case "github":
            from asyncifier.report.github import render_github as render
        case "markdown":
            from asyncifier.report.markdown import render_markdown as render
        case _:
            from asyncifier.report.text import render_text

            return render_text(outcome.plan, style).encode(style.encoding)
    # A file name that is not UTF-8 has surrogates, which JSON writes as the same escape.
    return render(outcome.plan, outcome.problems).encode("utf-8", "backslashreplace")


def write_report(path: Path, report: bytes) -> None:
    """Writes a report to the file that the user named."""
    try:
        path.write_bytes(report)
    except OSError as error:
        raise WriteError(f"{path}: could not write the report: {error.strerror}") from error
