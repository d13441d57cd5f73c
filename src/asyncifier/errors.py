"""What can go wrong in a way the user can act on: one base, one class per thing to do about it.

Every message is built here and says which file, which line and what to do. They are caught once, at
the command line; a stage never prints.
"""

from __future__ import annotations

from dataclasses import dataclass


class AsyncifyError(Exception):
    """Base of all errors that are told to the user as one message, never as a traceback.

    `exit_code` is the process status that the command line ends with: 2 for usage and configuration,
    123 for a file that could not be read, parsed or written.
    """

    exit_code = 123


class UsageError(AsyncifyError):
    """The command was called in a way that can't work: a bad path, an unknown codemod or target."""

    exit_code = 2


class ConfigError(UsageError):
    """Mistakes in pyproject.toml or asyncify.toml; all of them are told at once."""

    def __init__(self, path: str, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))


class ModelError(UsageError):
    """A library model that contradicts the format; it names itself and the key."""

    def __init__(self, path: str, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))


class WriteError(AsyncifyError):
    """Writing failed; the originals are back in place."""


@dataclass(frozen=True)
class FileProblem:
    """A file the run goes on without: unreadable, undecodable or not valid Python.

    `line` is 1-based, 0 when the whole file is meant.
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"
