"""The command line: options, one call of `asyncifier.api`, a report, an exit status.

    >>> main(["plan", "src"])

Only click is imported here. What needs libcst or rich is imported inside the commands, so that `--help` and
shell completion answer at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from asyncifier.cli.apply import apply
from asyncifier.cli.check import check
from asyncifier.cli.explain import callgraph, codemods, explain
from asyncifier.cli.guard import GuardedGroup
from asyncifier.cli.init import init
from asyncifier.cli.models import models
from asyncifier.cli.plan import plan
from asyncifier.cli.rewrite import rewrite
from asyncifier.cli.undo import undo

__all__ = ["asyncify", "main"]


@click.group(cls=GuardedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="asyncifier", prog_name="asyncify")
@click.option(
    "--debug", is_flag=True, envvar="ASYNCIFY_DEBUG", help="Show the traceback of an internal error."
)
def asyncify(debug: bool) -> None:
    """Turn synchronous Python code into asyncio code, and say why.

    \b
    asyncify plan                 what would change, and what is refused
    asyncify plan --diff          the same as a patch
    asyncify apply                do it
    asyncify check                what is wrong in asynchronous code now
    asyncify undo                 take it back
    asyncify explain Repo.find    why this function turns async, or doesn't
    """


for command in (plan, apply, check, rewrite, explain, undo, callgraph, codemods, models, init):
    asyncify.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and ends the process with its exit status (0, 1, 2, 123; 130 after Ctrl-C)."""
    asyncify.main(args=arguments, prog_name="asyncify")
