"""`asyncify apply`: carries the plan out, or only says whether there is anything to do."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asyncifier.cli.options import checked_options, choosing_options, or_here, paths_argument
from asyncifier.cli.plan import patch_of
from asyncifier.cli.terminal import emit, progress_bar, say, say_problems, wants_colour
from asyncifier.errors import AsyncifyError, UsageError

if TYPE_CHECKING:
    from asyncifier.api import Outcome

FOUND = 1
SHOWN_DIRTY_FILES = 5
SHOWN_OUTPUT_LINES = 40


@click.command()
@paths_argument
@choosing_options
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option(
    "--diff", "as_diff", is_flag=True, help="Write nothing; print a patch, exit 1 if it is not empty."
)
@click.option("--allow-dirty", is_flag=True, help="Go on although git has uncommitted changes.")
@click.option("--only", is_flag=True, help="Only the named codemods; what they leave behind may not run.")
@click.option(
    "--verify", metavar="CMD", help="Run this afterwards; if it fails, take everything back and exit 1."
)
@click.option("--markers", is_flag=True, help="Mark in the code, by a comment, what is refused.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what is refused or goes wrong.")
def apply(
    paths: tuple[Path, ...],
    codemods: tuple[str, ...],
    targets: tuple[str, ...],
    check: bool,
    as_diff: bool,
    allow_dirty: bool,
    only: bool,
    verify: str | None,
    markers: bool,
    quiet: bool,
) -> None:
    """Convert the project, all files or none.

    Exit status: 0 done or nothing to do; 1 if --check or --diff found something, or --verify failed;
    2 for a wrong option or a dirty git tree; 123 if a file could not be read, parsed or written.

    \b
    Examples:
      asyncify apply
      asyncify apply src --target postgresql=psycopg --verify "pytest -q"
      asyncify apply --check
      asyncify apply --codemod async-await --only src/app/tasks.py
    """
    from asyncifier import api

    writes = not (check or as_diff)
    if only and not codemods:
        raise UsageError("--only says which codemods run alone: name them with --codemod")
    if verify is not None and not writes:
        raise UsageError("--verify runs after writing; --check and --diff write nothing")
    options = checked_options(codemods, targets, only=only, markers=markers)
    if writes:
        _recover(or_here(paths))
    with progress_bar() as progress:
        outcome = api.make_plan(or_here(paths), options, progress, with_changes=True)
    say_problems(outcome.problems)
    _say_refusals(outcome, quiet)
    if as_diff:
        emit(patch_of(outcome.changes, colour=wants_colour(sys.stdout)))
    if writes and outcome.changes:
        _write(outcome, allow_dirty, verify, quiet)
    elif not quiet:
        _say_changes(outcome, "would change")
    if outcome.problems:
        raise click.exceptions.Exit(AsyncifyError.exit_code)
    if outcome.changes and not writes:
        raise click.exceptions.Exit(FOUND)


def _recover(paths: Sequence[Path]) -> None:
    """Rolls back what a killed run left half done, before the plan is made from it."""
    from asyncifier.config import load_config_for
    from asyncifier.write import recover

    for recovery in recover(load_config_for(paths).root):
        say(f"run {recovery.run} was interrupted and is rolled back: {', '.join(recovery.restored)}")
        for path in recovery.left_alone:
            say(f"warning: {path} was edited since that run and stays as it is")


def _write(outcome: Outcome, allow_dirty: bool, verify: str | None, quiet: bool) -> None:
    from asyncifier import api
    from asyncifier.git import dirty_files

    root = Path(outcome.plan.root)
    dirty = dirty_files(root)
    if dirty and not allow_dirty:
        raise UsageError(_dirty_message(dirty))
    run = api.apply_changes(outcome, command=shlex.join(["asyncify", *sys.argv[1:]]))
    if verify is not None:
        _verify(verify, root, run, quiet)
    if not quiet:
        _say_changes(outcome, "changed")
        if dirty is None:
            say("The project is not in git: `asyncify undo` is the way back.")


def _verify(command: str, root: Path, run: str, quiet: bool) -> None:
    """Runs the user's command; unless it succeeds, the run is taken back."""
    from asyncifier import api

    if not quiet:
        say(f"running {command}")
    try:
        completed = subprocess.run(
            command,
            shell=True,
            cwd=root,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except BaseException:
        api.undo(root, run)  # unverified code must not stay, also after Ctrl-C
        raise
    if completed.returncode == 0:
        return
    lines = completed.stdout.decode(errors="replace").splitlines()
    for line in lines[-SHOWN_OUTPUT_LINES:]:
        say(line)
    api.undo(root, run)
    say(f"error: {command!r} failed with exit status {completed.returncode}: everything was taken back")
    raise click.exceptions.Exit(FOUND)


def _dirty_message(dirty: Sequence[str]) -> str:
    shown = ", ".join(dirty[:SHOWN_DIRTY_FILES])
    more = len(dirty) - SHOWN_DIRTY_FILES
    others = f" and {more} more" if more > 0 else ""
    return (
        f"git has uncommitted changes in {shown}{others}; commit or stash them, "
        "so that what asyncify does can be told apart, or pass --allow-dirty"
    )


def _say_refusals(outcome: Outcome, quiet: bool) -> None:
    from asyncifier.report.wording import refusal_line

    for refusal in outcome.plan.refusals:
        if refusal.severity == "error":
            say(f"refused: {refusal_line(refusal)}")
        elif not quiet:
            say(f"warning: {refusal_line(refusal)}")


def _say_changes(outcome: Outcome, verb: str) -> None:
    """Names the files, then sums up: `2 files changed, 1 refused. `asyncify undo` takes it back.`"""
    from asyncifier.report.wording import count, totals

    for change in outcome.changes:
        say(f"{verb} {change.path}")
    counted = totals(outcome.plan)
    if not outcome.changes and not counted["refusals"] and not outcome.problems:
        say("Nothing to do.")
        return
    parts = [f"{count(len(outcome.changes), 'file')} {verb}"]
    if counted["refusals"]:
        parts.append(f"{counted['refusals']} refused")
    if counted["warnings"]:
        parts.append(count(counted["warnings"], "warning"))
    if outcome.problems:
        parts.append(f"{count(len(outcome.problems), 'file')} could not be read")
    way_back = " `asyncify undo` takes it back." if outcome.changes and verb == "changed" else ""
    say(f"{', '.join(parts)}.{way_back}")
