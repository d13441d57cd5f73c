"""`asyncify init`: a commented configuration to start from."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from asyncifier.cli.terminal import say
from asyncifier.errors import UsageError, WriteError

TEMPLATE = """\
{head}# What asyncify may change, and to what. A line that is commented out shows the default or an example.
# src = ["src"]                          # where the code is; found by itself in most projects
# extend-exclude = ["migrations"]        # left out, on top of what .gitignore names
# codemods = ["db-drivers", "tests"]     # all that apply, if not given
# models = ["asyncify-models/*.toml"]    # your own library models
# test-command = "pytest -q"
# keep-sync = ["app.legacy.*"]           # functions that must stay synchronous
# entry-points = ["app.tasks.*"]         # functions that others call from outside
# markers = true                         # mark in the code what is refused

[{targets}]
# `asyncify models` lists what there is to choose from.
# postgresql = "psycopg"
# sqlite = "aiosqlite"

[{types}]
# What the analysis can't see: the type of an attribute, a parameter or a return value.
# "app.repo.Repo.conn" = "psycopg2.extensions.connection"
# "app.repo.find(conn)" = "psycopg2.extensions.connection"
"""


@click.command()
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), required=False
)
def init(folder: Path) -> None:
    """Write a commented configuration.

    It goes into pyproject.toml if there is one, else into a new asyncify.toml.

    \b
    Examples:
      asyncify init
      asyncify init services/billing
    """
    own, pyproject = folder / "asyncify.toml", folder / "pyproject.toml"
    if own.exists():
        raise UsageError(f"{own} is there already; edit it")
    if not pyproject.is_file():
        _replace(own, TEMPLATE.format(head="", targets="targets", types="types").encode())
        say(f"wrote {own}")
        return
    _replace(pyproject, with_section(pyproject.read_bytes(), str(pyproject)))
    say(f"added [tool.asyncify] to {pyproject}")


def with_section(text: bytes, path: str) -> bytes:
    """The text of a pyproject.toml with the commented section at its end, in the file's own line ends."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text.decode("utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from error
    if "asyncify" in document.get("tool", {}):
        raise UsageError(f"{path} has a [tool.asyncify] section already; edit it")
    newline = b"\r\n" if b"\r\n" in text else b"\n"
    section = TEMPLATE.format(
        head="[tool.asyncify]\n", targets="tool.asyncify.targets", types="tool.asyncify.types"
    ).encode()
    gap = b"" if not text else newline if text.endswith(b"\n") else newline * 2
    return text + gap + section.replace(b"\n", newline)


def _replace(path: Path, text: bytes) -> None:
    """Writes beside the file, then renames, so that no half-written configuration can remain."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink()
            raise
    except OSError as error:
        raise WriteError(f"{path}: could not be written: {error.strerror}") from error
