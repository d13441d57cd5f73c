"""The one place where errors end: each becomes a message and an exit status."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import Any

import click

from asyncifier.errors import AsyncifyError

INTERNAL_ERROR = 123
INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
BROKEN_PIPE = 141  # 128 + SIGPIPE


class GuardedGroup(click.Group):
    """Commands in the order in which they were added, none of which shows a traceback to the user."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise  # click's own ways to end
        except AsyncifyError as error:
            _tell(str(error))
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            _tell("interrupted")
            ctx.exit(INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # `asyncify plan | head`: the reader has what it wanted
                silence_stdout()
                ctx.exit(BROKEN_PIPE)
            _tell_internal(error, ctx)
        except Exception as error:
            _tell_internal(error, ctx)


def silence_stdout() -> None:
    """Sends what is still buffered nowhere, or Python would try, and complain, once more at its end."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return  # a stand-in without a file behind it
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)


def _tell(message: str) -> None:
    for line in message.splitlines() or [""]:
        click.echo(f"error: {line}", err=True)


def _tell_internal(error: Exception, ctx: click.Context) -> None:
    if ctx.params.get("debug"):
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    summary = " ".join(f"{type(error).__name__}: {error}".split())
    click.echo(
        f"internal error: {summary}: please report it, with what ASYNCIFY_DEBUG=1 shows in addition", err=True
    )
    ctx.exit(INTERNAL_ERROR)
