"""Writes the verified files: all of them or none, undoable, safe against a kill at any instant.

    >>> run = write_all(root, [Change("app/db.py", old=b"...", new=b"...")], command="asyncify apply")
    >>> undo(root).restored
    ('app/db.py',)

A run leaves a folder `.asyncify/runs/0001/` with the bytes of the originals and a journal:

    1. originals and journal ("pending") are on disk     a kill from here on is rolled back by `recover`
    2. each new text is staged beside its target, synced
    3. each staged file is renamed over its target
    4. the journal says "done"                           from here on the run stands, until `undo`
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal, NewType

import msgspec

from asyncifier.errors import UsageError, WriteError

RunId = NewType("RunId", str)

KEPT_RUNS = 20


@dataclass(frozen=True)
class Change:
    """The new bytes of one file, `path` relative to the root; `old` is None when it must not exist yet."""

    path: str
    old: bytes | None
    new: bytes


@dataclass(frozen=True)
class UndoResult:
    """What `undo` did: files that have their old bytes again, and files that the run had created."""

    run: RunId
    restored: tuple[str, ...]
    deleted: tuple[str, ...]


@dataclass(frozen=True)
class Recovery:
    """An unfinished run that was rolled back. `left_alone` was edited since, and stays as it is."""

    run: RunId
    restored: tuple[str, ...]
    left_alone: tuple[str, ...]


class Entry(msgspec.Struct, frozen=True):
    """One file of a run; `old` and `new` are sha256 sums, `old` and `mode` None for a created file."""

    path: str
    old: str | None
    mode: int | None
    new: str


class Journal(msgspec.Struct, frozen=True):
    """What a run did or was about to do. `folders` were created for new files, outermost first."""

    run: str
    command: str
    started: str
    state: Literal["pending", "done", "undone"]
    entries: tuple[Entry, ...]
    folders: tuple[str, ...] = ()
    version: int = 1


def write_all(root: Path, changes: Sequence[Change], *, command: str) -> RunId | None:
    """Writes all changes and returns the run's name for `undo`; None when there is nothing to write.

    A file that is no longer as it was when it was read, or any error on the way, is a `WriteError`, and
    every original is in place.
    """
    changes = [change for change in changes if change.old != change.new]
    if not changes:
        return None
    with _locked(root):
        _recover(root)
        entries = _checked(root, changes)
        with _os_errors_told("nothing was written"):
            journal = _begin(root, changes, entries, command)
        try:
            _carry_out(root, journal, [change.new for change in changes])
        except BaseException as error:  # KeyboardInterrupt too
            _roll_back_told(root, journal)
            if isinstance(error, OSError):
                raise WriteError(f"{_reason(error)}; all files are as they were") from error
            raise
        _forget_old_runs(root)
        return RunId(journal.run)


def recover(root: Path) -> tuple[Recovery, ...]:
    """Rolls back what a killed run left half done; nothing to do is `()`."""
    if not _runs_folder(root).is_dir():
        return ()
    with _locked(root):
        return _recover(root)


def undo(root: Path, run_id: str | None = None) -> UndoResult:
    """Takes back the last run that stands, or the given one (`"0007"` or `"7"`): bytes, modes, created files.

    A file that was changed since the run stops all of it with a `WriteError` that names the file.
    """
    if not _runs_folder(root).is_dir():
        raise UsageError(f"nothing to undo: asyncify has not written anything in {root}")
    with _locked(root):
        _recover(root)
        journal = _run_to_undo(root, run_id)
        _refuse_changed_since(root, journal)
        originals = [_original(root, journal, number) for number in range(len(journal.entries))]
        with _os_errors_told(f"run `asyncify undo {journal.run}` again to finish"):
            # From "pending" on, a kill ends in the same place: `recover` puts the originals back.
            _save_journal(root, msgspec.structs.replace(journal, state="pending"))
            _restore(root, journal, originals)
            _save_journal(root, msgspec.structs.replace(journal, state="undone"))
    return UndoResult(
        RunId(journal.run),
        tuple(entry.path for entry in journal.entries if entry.old is not None),
        tuple(entry.path for entry in journal.entries if entry.old is None),
    )


def runs(root: Path) -> tuple[Journal, ...]:
    """All runs that are remembered, oldest first."""
    folder = _runs_folder(root)
    names = sorted(os.listdir(folder), key=_run_number) if folder.is_dir() else []
    return tuple(_load_journal(root, name) for name in names if (folder / name / "journal.json").is_file())


# --- a run, step by step ------------------------------------------------------------------------------


def _checked(root: Path, changes: Sequence[Change]) -> tuple[Entry, ...]:
    """The entries of the journal; a `WriteError` that names every file that can't be written."""
    problems = []
    entries = []
    seen: dict[str, str] = {}
    for change in changes:
        target = _target(root, change.path)
        if other := seen.get(str(target)):
            problems.append(f"{change.path}: is the same file as {other}")
            continue
        seen[str(target)] = change.path
        if problem := _mismatch(target, change.old):
            problems.append(f"{change.path}: {problem}")
            continue
        mode = None if change.old is None else stat.S_IMODE(target.stat().st_mode)
        entries.append(Entry(change.path, _sum(change.old), mode, hashlib.sha256(change.new).hexdigest()))
    if problems:
        raise WriteError("\n".join([*problems, "nothing was written; run asyncify again"]))
    return tuple(entries)


def _mismatch(target: Path, old: bytes | None) -> str | None:
    try:
        found = target.read_bytes()
    except FileNotFoundError:
        return None if old is None else "was deleted meanwhile"
    except OSError as error:
        return _reason(error)
    if old is None:
        return "was created meanwhile"
    return None if found == old else "was changed meanwhile"


def _begin(root: Path, changes: Sequence[Change], entries: tuple[Entry, ...], command: str) -> Journal:
    """Puts originals and journal on disk; the run exists once the journal does."""
    runs_folder = _runs_folder(root)
    run = f"{max((_run_number(name) for name in os.listdir(runs_folder)), default=0) + 1:04d}"
    folder = runs_folder / run
    folder.mkdir()
    for number, change in enumerate(changes):
        if change.old is not None:
            _write_synced(folder / f"original-{number}", change.old)
    started = datetime.now(timezone.utc).isoformat(timespec="seconds")
    missing = _missing_folders(root, [entry.path for entry in entries if entry.old is None])
    journal = Journal(run, command, started, "pending", entries, missing)
    _save_journal(root, journal)
    _sync_folder(runs_folder)
    return journal


def _carry_out(root: Path, journal: Journal, texts: Sequence[bytes]) -> None:
    for name in journal.folders:
        (root / name).mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        _stage(root, journal, number, text)
    for number, entry in enumerate(journal.entries):
        target = _target(root, entry.path)
        if _sum_on_disk(target) != entry.old:
            raise WriteError(f"{entry.path}: was changed meanwhile; all other files are as they were")
        os.replace(_staged(root, journal, number), target)
    _sync_targets(root, journal)
    _save_journal(root, msgspec.structs.replace(journal, state="done"))


def _stage(root: Path, journal: Journal, number: int, text: bytes) -> None:
    """Writes a file beside its target, on the same file system, with the target's owner and mode."""
    staged = _staged(root, journal, number)
    target = _target(root, journal.entries[number].path)
    with suppress(FileNotFoundError):
        os.unlink(staged)
    _write_synced(staged, text)
    mode = journal.entries[number].mode
    if mode is None:
        return
    with suppress(OSError, AttributeError):  # needs privileges that the user may not have
        found = os.stat(target)
        if (found.st_uid, found.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(staged, found.st_uid, found.st_gid)
    os.chmod(staged, mode)


def _restore(root: Path, journal: Journal, originals: Sequence[bytes | None]) -> tuple[list[str], list[str]]:
    """Puts originals back where the run's own bytes are; names what it restored and what it left alone."""
    restored, left_alone = [], []
    for number in range(len(journal.entries)):  # first, since this frees space on a full disk
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(_staged(root, journal, number))
    for number, entry in enumerate(journal.entries):
        target = _target(root, entry.path)
        found = _sum_on_disk(target)
        if found == entry.old:
            continue
        if found != entry.new:
            left_alone.append(entry.path)
            continue
        original = originals[number]
        if original is None:
            os.unlink(target)
        else:
            _stage(root, journal, number, original)
            os.replace(_staged(root, journal, number), target)
        restored.append(entry.path)
    for name in reversed(journal.folders):
        with suppress(OSError):  # not empty: something else lives there by now
            os.rmdir(root / name)
    _sync_targets(root, journal)
    return restored, left_alone


def _roll_back(root: Path, journal: Journal) -> Recovery:
    originals = [_original(root, journal, number) for number in range(len(journal.entries))]
    restored, left_alone = _restore(root, journal, originals)
    if left_alone:  # their originals stay at hand
        _save_journal(root, msgspec.structs.replace(journal, state="undone"))
    else:
        _drop_run(root, journal.run)
    return Recovery(RunId(journal.run), tuple(restored), tuple(left_alone))


def _roll_back_told(root: Path, journal: Journal) -> None:
    try:
        _roll_back(root, journal)
    except OSError as error:
        folder = _runs_folder(root) / journal.run
        raise WriteError(
            f"{_reason(error)}; not all files could be put back: the originals are in {folder}, "
            "and the next `asyncify apply` or `asyncify undo` tries again"
        ) from error


def _recover(root: Path) -> tuple[Recovery, ...]:
    recoveries = []
    folder = _runs_folder(root)
    with _os_errors_told("an unfinished run could not be rolled back"):
        for name in sorted(os.listdir(folder), key=_run_number, reverse=True):
            if not (folder / name / "journal.json").is_file():
                _drop_run(root, name)  # killed before anything but the folder existed
                continue
            journal = _load_journal(root, name)
            if journal.state == "pending":
                recoveries.append(_roll_back(root, journal))
    return tuple(recoveries)


# --- undo ---------------------------------------------------------------------------------------------


def _run_to_undo(root: Path, run_id: str | None) -> Journal:
    known = runs(root)
    standing = [journal for journal in known if journal.state == "done"]
    if run_id is None:
        if not standing:
            raise UsageError(f"nothing to undo: no run of asyncify stands in {root}")
        return standing[-1]
    for journal in known:
        if journal.run != run_id.strip().zfill(4):
            continue
        if journal.state != "done":
            raise UsageError(f"run {journal.run} is undone already")
        return journal
    names = ", ".join(journal.run for journal in standing) or "none"
    raise UsageError(f"there is no run {run_id!r} to undo; runs that stand: {names}")


def _refuse_changed_since(root: Path, journal: Journal) -> None:
    changed = []
    for entry in journal.entries:
        found = _sum_on_disk(_target(root, entry.path))
        if found != entry.new:
            changed.append(f"{entry.path}: was {'deleted' if found is None else 'changed'} since")
    if changed:
        hint = "put these files back as the run left them, or undo later runs first"
        raise WriteError("\n".join([*changed, f"run {journal.run} was not undone; {hint}"]))


# --- places and bytes ---------------------------------------------------------------------------------


def _runs_folder(root: Path) -> Path:
    return root / ".asyncify" / "runs"


def _run_number(name: str) -> int:
    return int(name) if name.isdecimal() else 0


def _target(root: Path, path: str) -> Path:
    """The file that is really meant: a symbolic link stays one, what it points to is replaced."""
    if os.path.isabs(path) or ".." in Path(path).parts:
        raise WriteError(f"{path}: lies outside of {root}")
    return Path(os.path.realpath(root / path))


def _staged(root: Path, journal: Journal, number: int) -> Path:
    target = _target(root, journal.entries[number].path)
    return target.with_name(f".asyncify-{journal.run}-{number}")


def _missing_folders(root: Path, paths: Sequence[str]) -> tuple[str, ...]:
    missing: set[str] = set()
    for path in paths:
        for parent in Path(path).parents:
            if not (root / parent).exists():
                missing.add(parent.as_posix())
    return tuple(sorted(missing))  # a folder sorts before what is in it


def _original(root: Path, journal: Journal, number: int) -> bytes | None:
    entry = journal.entries[number]
    if entry.old is None:
        return None
    path = _runs_folder(root) / journal.run / f"original-{number}"
    try:
        original = path.read_bytes()
    except OSError as error:
        raise WriteError(f"the original of {entry.path} is lost: {_reason(error)}") from error
    if _sum(original) != entry.old:
        raise WriteError(f"the original of {entry.path} is damaged: {path}")
    return original


def _sum(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _sum_on_disk(path: Path) -> str | None:
    try:
        return _sum(path.read_bytes())
    except FileNotFoundError:
        return None


def _save_journal(root: Path, journal: Journal) -> None:
    path = _runs_folder(root) / journal.run / "journal.json"
    fresh = path.with_suffix(".new")
    with suppress(FileNotFoundError):
        os.unlink(fresh)
    _write_synced(fresh, msgspec.json.format(msgspec.json.encode(journal)))
    os.replace(fresh, path)
    _sync_folder(path.parent)


def _load_journal(root: Path, name: str) -> Journal:
    path = _runs_folder(root) / name / "journal.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Journal)
    except (OSError, msgspec.MsgspecError) as error:
        raise WriteError(
            f"{path}: this journal can't be read; the originals lie beside it ({error})"
        ) from error


def _drop_run(root: Path, name: str) -> None:
    folder = _runs_folder(root) / name
    with suppress(FileNotFoundError):
        os.unlink(folder / "journal.json")  # first: without it the folder is no run any more
    shutil.rmtree(folder, ignore_errors=True)


def _forget_old_runs(root: Path) -> None:
    with suppress(OSError, WriteError):
        for journal in runs(root)[:-KEPT_RUNS]:
            _drop_run(root, journal.run)


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_targets(root: Path, journal: Journal) -> None:
    for folder in sorted({_target(root, entry.path).parent for entry in journal.entries}):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Makes renames in `folder` durable; systems that can't open a folder (Windows) do it by themselves."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- one at a time, and errors in words ---------------------------------------------------------------


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Holds the project's lock; the system frees it when the process dies."""
    from filelock import FileLock, Timeout  # costs an import of asyncio, so only when something is written

    home = root / ".asyncify"
    with _os_errors_told("nothing was written"):
        _runs_folder(root).mkdir(parents=True, exist_ok=True)
        if not (home / ".gitignore").exists():
            (home / ".gitignore").write_bytes(b"*\n")
        lock = FileLock(home / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise WriteError(f"another asyncify is writing in {root}; try again when it is done") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _os_errors_told(consequence: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(f"{_reason(error)}; {consequence}") from error


def _reason(error: OSError) -> str:
    """`"cannot write app/db.py: No space left on device"`."""
    name = error.filename2 or error.filename
    return f"cannot access {name}: {error.strerror}" if name else str(error.strerror or error)
