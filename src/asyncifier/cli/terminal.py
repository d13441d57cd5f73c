"""How the command line speaks: results to stdout, everything else to stderr, progress only on a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

from asyncifier.cli.guard import BROKEN_PIPE, silence_stdout
from asyncifier.errors import FileProblem, WriteError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from asyncifier.api import Progress
    from asyncifier.report.text import Style

WIDTH_OF_NO_TERMINAL = 100


def emit(output: bytes) -> None:
    """Puts exactly these bytes on stdout, and makes sure that they arrived."""
    try:
        stream = sys.stdout.buffer
        stream.write(output)
        stream.flush()
    except BrokenPipeError:
        silence_stdout()
        raise click.exceptions.Exit(BROKEN_PIPE) from None
    except OSError as error:
        silence_stdout()
        raise WriteError(f"could not write the output: {error.strerror}") from error


def emit_parts(parts: Iterable[RenderableType]) -> None:
    """Puts tables and texts on stdout, in the width and colours of the terminal."""
    from asyncifier.report.text import render

    style = stdout_style()
    emit(render(parts, style).encode(style.encoding))


def say(message: str) -> None:
    """One message to the person at the terminal; never part of the output."""
    stream = sys.stderr
    encoding = stream.encoding or "utf-8"
    click.echo(message.encode(encoding, "backslashreplace").decode(encoding), err=True)


def say_problems(problems: Sequence[FileProblem]) -> None:
    """Names every file that the run went on without."""
    for problem in problems:
        say(f"error: {problem}")


def stdout_style(*, verbose: bool = False) -> Style:
    """The width, colours and encoding of the terminal, or of no terminal at all."""
    from asyncifier.report.text import Style

    stream = sys.stdout
    width = shutil.get_terminal_size((WIDTH_OF_NO_TERMINAL, 24)).columns
    return Style(
        # Piped output must not depend on the window it was started in.
        width=width if stream.isatty() else int(os.environ.get("COLUMNS") or WIDTH_OF_NO_TERMINAL),
        colour=wants_colour(stream),
        encoding=stream.encoding or "utf-8",
        verbose=verbose,
    )


def wants_colour(stream: TextIO) -> bool:
    """A terminal that can show colours, and a user who did not decline them (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Shows how far a long run is, on stderr; yields None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report
