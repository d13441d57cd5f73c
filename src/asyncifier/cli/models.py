"""`asyncify models`: what becomes what; `asyncify models check`: is that so in the libraries installed here?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from asyncifier.cli.terminal import emit, emit_parts, say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from asyncifier.api import ModelInfo
    from asyncifier.modelcheck import ModelCheck, Problem

SOMETHING_FOUND = 1

as_json = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def models(context: click.Context, as_json: bool) -> None:
    """List the library models: what becomes what.

    The project's own models are listed with the built-in ones.

    \b
    Examples:
      asyncify models
      asyncify models --json
      asyncify models check         is that so in the libraries installed here?
    """
    if context.invoked_subcommand is not None:
        return
    from asyncifier import api
    from asyncifier.report.text import columns

    found = api.list_models()
    if as_json:
        _emit_json([asdict(model) for model in found])
        return
    heads = ("Model", "From", "To", "--target", "Functions", "Types", "File")
    emit_parts([columns(heads, map(_row, found))])


def _row(model: ModelInfo) -> tuple[str, ...]:
    from asyncifier.config import TARGETS

    chosen = f"{model.group}={model.target_name}" if model.group in TARGETS else ""
    counts = (str(model.functions), str(model.types))
    return (model.id, model.source, model.target, chosen, *counts, model.path)


@models.command()
@click.argument("ids", nargs=-1, metavar="[MODEL]...")
@click.option("--strict", is_flag=True, help="A library that is not installed here counts as a problem.")
@click.option("-v", "--verbose", is_flag=True, help="Also what does no harm, and what can't be told.")
@as_json
def check(ids: tuple[str, ...], strict: bool, verbose: bool, as_json: bool) -> None:
    """Compare models with the libraries that are installed.

    Every name of a model must be there, in the old library and in the new one; what is awaited must be a coroutine, and
    nothing else; arguments must arrive where they belong; every public member of a class must have an entry. Libraries
    that are not installed are named, since nothing is known of them then. Exits with 1 if there is a problem.

    \b
    Examples:
      asyncify models check
      asyncify models check sqlite3-aiosqlite --strict
      asyncify models check --json
    """
    from asyncifier import api

    checks = api.check_models(ids)
    if as_json:
        _emit_json([asdict(found) for found in checks])
    else:
        emit_parts(_report(checks, verbose=verbose))
    problems = sum(len(found.problems) for found in checks)
    unchecked = sum(len(found.unchecked) for found in checks)
    say(f"{problems} problems in {len(checks)} models; {unchecked} libraries could not be looked at")
    if problems or (strict and unchecked):
        raise click.exceptions.Exit(SOMETHING_FOUND)


def _report(checks: Sequence[ModelCheck], *, verbose: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    from asyncifier.report.text import columns

    heads = ("Model", "Compared with", "Entries", "Problems", "Can't be told")
    yield columns(heads, map(_summary, checks))
    for found in checks:
        lines = [_line(problem) for problem in found.problems]
        lines += [f"unchecked: {text}" for text in found.unchecked]
        if verbose:
            lines += [f"note: {_line(note)}" for note in found.notes]
            lines += [f"can't be told: {_line(problem)}" for problem in found.untold]
        if lines:
            yield Text("\n".join([found.id, *(f"  {line}" for line in lines)]))


def _summary(found: ModelCheck) -> tuple[str, ...]:
    versions = ", ".join(f"{module} {version}" for module, version in found.versions) or "-"
    return (found.id, versions, str(found.checked), str(len(found.problems)), str(len(found.untold)))


def _line(problem: Problem) -> str:
    return f"{problem.key}: {problem.message}"


def _emit_json(value: Any) -> None:
    emit((json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))
