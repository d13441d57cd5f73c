"""`asyncify check`: what is wrong now, in converted and in hand-written asynchronous code; writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncifier.cli.options import checked_options, choosing_options, or_here, paths_argument
from asyncifier.cli.plan import write_report
from asyncifier.cli.terminal import emit, progress_bar, say, say_problems, stdout_style
from asyncifier.errors import AsyncifyError

if TYPE_CHECKING:
    from asyncifier.api import CheckResult

FORMATS = ("text", "json", "sarif", "github")
FOUND = 1


@click.command()
@paths_argument
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write there, not to stdout.",
)
@choosing_options
def check(
    paths: tuple[Path, ...],
    output_format: str,
    output: Path | None,
    codemods: tuple[str, ...],
    targets: tuple[str, ...],
) -> None:
    """Find what is wrong in asynchronous code, converted or written by hand.

    Blocking calls that the event loop runs, coroutines that nothing awaits, that are tested or compared, `for` and
    `with` over asynchronous objects, event loops inside one, leftovers of replaced libraries, and marks of refusals.
    `asyncify explain ASY601` tells about a code; a comment `# asyncify: ignore[ASY601]` on the line silences it there.

    Exit status: 0 nothing found; 1 something found; 2 for a wrong option; 123 if a file could not be read or parsed.

    \b
    Examples:
      asyncify check
      asyncify check src tests
      asyncify check --output-format sarif --output asyncify.sarif
    """
    from asyncifier import api

    options = checked_options(codemods, targets)
    with progress_bar() as progress:
        result = api.check(or_here(paths), options, progress)
    say_problems(result.problems)
    report = _report(result, output_format, "utf-8" if output else stdout_style().encoding)
    if output is None:
        emit(report)
    else:
        write_report(output, report)
    _say_totals(result)
    if result.problems:
        raise click.exceptions.Exit(AsyncifyError.exit_code)
    if result.findings:
        raise click.exceptions.Exit(FOUND)


def _report(result: CheckResult, output_format: str, encoding: str) -> bytes:
    from asyncifier.report import findings

    match output_format:
        case "json":
            text = findings.json_of(result.findings, result.problems)
        case "sarif":
            text = findings.sarif_of(result.findings, result.problems)
        case "github":
            text = findings.github_of(result.findings, result.problems)
        case _:
            return findings.text_of(result.findings).encode(encoding, "backslashreplace")
    return text.encode("utf-8", "backslashreplace")


def _say_totals(result: CheckResult) -> None:
    from asyncifier.report.wording import count

    if not result.findings:
        say("Nothing found.")
        return
    files = len({finding.file for finding in result.findings})
    codes = sorted({finding.code for finding in result.findings})
    places = count(len(result.findings), "place")
    say(f"{places} in {count(files, 'file')}; `asyncify explain {codes[0]}` tells what to do.")
