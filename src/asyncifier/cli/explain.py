"""The commands that only tell: `explain`, `callgraph`, `codemods`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from asyncifier.cli.options import checked_options, choosing_options, or_here, paths_argument
from asyncifier.cli.terminal import emit, emit_parts
from asyncifier.errors import UsageError
from asyncifier.pages import is_code, page_of


@click.command()
@click.argument("name")
@paths_argument
@choosing_options
def explain(name: str, paths: tuple[Path, ...], codemods: tuple[str, ...], targets: tuple[str, ...]) -> None:
    """Say why something becomes async, or does not, and where an object comes from.

    NAME is a function (its chain down to the I/O, or what keeps it synchronous, and who calls it), an object (what
    it can hold, where that was made, and the way it took), a place in a file, or a code. The end of a name is enough.

    \b
    Examples:
      asyncify explain app.repo.UserRepo.find       a function
      asyncify explain UserRepo.find src
      asyncify explain app.repo.UserRepo.conn       an attribute, or a variable
      asyncify explain "app.repo.load(conn)"        a parameter
      asyncify explain "app.db.connect()"           what a function returns
      asyncify explain src/app/repo.py:31           a line
      asyncify explain ASY204                       the page about that code
      asyncify explain ASY204 src                   and every refusal with it in src
    """
    from asyncifier import api
    from asyncifier.report.text import explanation_parts

    if is_code(name):
        _print_page(name)
        if not paths:
            return
    explanation = api.explain(name, or_here(paths), checked_options(codemods, targets))
    if not explanation.found and not is_code(name):
        near = f"; did you mean {', '.join(explanation.suggestions)}?" if explanation.suggestions else ""
        raise UsageError(f"{name}: nothing is known of that{near}")
    emit_parts(
        explanation_parts(
            explanation.functions,
            explanation.sites,
            explanation.refusals,
            explanation.callers,
            explanation.holdings,
            explanation.choices,
        )
    )


def _print_page(code: str) -> None:
    """Prints the page about a code; one that there is not is a mistake of the user."""
    page = page_of(code)
    if page is None:
        raise UsageError(f"{code}: no such code; docs/codes.md lists them")
    emit(page.encode())


@click.command()
@paths_argument
@choosing_options
def callgraph(paths: tuple[Path, ...], codemods: tuple[str, ...], targets: tuple[str, ...]) -> None:
    """Print the call graph as JSON.

    {caller: [callee, …]} by qualified name, sorted.

    \b
    Examples:
      asyncify callgraph src
      asyncify callgraph src | jq '."app.main.main"'
    """
    from asyncifier import api

    graph = api.call_graph(or_here(paths), checked_options(codemods, targets))
    ordered = {caller: sorted(graph[caller]) for caller in sorted(graph)}
    emit((json.dumps(ordered, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))


@click.command()
def codemods() -> None:
    """List the codemods that --codemod takes.

    \b
    Example:
      asyncify codemods
    """
    from asyncifier import api
    from asyncifier.report.text import columns

    rows = [(codemod.name, codemod.summary, ", ".join(codemod.libraries)) for codemod in api.list_codemods()]
    emit_parts([columns(("Name", "What it does", "Libraries"), rows)])
