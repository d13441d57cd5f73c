"""What git knows about the project: which files have changes that a run could mix with its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from asyncifier.errors import UsageError

_PYTHON = (".py", ".pyi")


def dirty_files(root: Path) -> tuple[str, ...] | None:
    """The files under `root` with uncommitted changes, relative to it; None where git has no work tree.

        >>> dirty_files(Path("shop"))
        ('src/shop/db.py',)

    Tracked files that are modified, staged, deleted or in conflict count, and untracked Python files:
    those are what a run would change without a way back. Other untracked files are never touched.
    None also where git ignores the whole of `root`: git could not bring anything back there.
    """
    if not _has_work_tree(root):
        return None
    prefix = _git(root, "rev-parse", "--show-prefix").stdout.decode(errors="surrogateescape").rstrip("\n")
    status = _git(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", ".")
    if status.returncode != 0:
        raise UsageError(f"git status failed in {root}: {_message(status)}")
    paths = []
    for record in status.stdout.decode(errors="surrogateescape").split("\0"):
        code, path = record[:2], record[3:].removeprefix(prefix)
        if not path or path.startswith(".asyncify/"):
            continue
        if code != "??" or path.endswith(_PYTHON):
            paths.append(path)
    return tuple(sorted(paths))


def _has_work_tree(root: Path) -> bool:
    try:
        inside = _git(root, "rev-parse", "--is-inside-work-tree")
    except FileNotFoundError:
        return False  # no git on this machine
    if inside.returncode != 0:
        if b"not a git repository" in inside.stderr:
            return False
        # For example a repository of another owner: git has changes, but will not say which.
        raise UsageError(f"git can't say whether {root} has uncommitted changes: {_message(inside)}")
    if inside.stdout.strip() != b"true":
        return False  # a bare repository, or the .git folder itself
    return _git(root, "check-ignore", "--quiet", ".").returncode != 0


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    # English messages, and no index refresh written behind the user's back.
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    return subprocess.run(
        ["git", "-C", str(root), *arguments],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


def _message(completed: subprocess.CompletedProcess[bytes]) -> str:
    lines = completed.stderr.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else f"exit status {completed.returncode}"
