"""Writing is all or nothing, and can be taken back."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from asyncifier.errors import UsageError, WriteError
from asyncifier.write import Change, recover, runs, undo, write_all

CHANGES = [
    Change("a.py", b"old a\r\n", b"new a\r\n"),
    Change("app/b.py", b"old b", b"new b"),
    Change("made/for/c.py", None, b"new c"),
]
OLD = {"a.py": b"old a\r\n", "app/b.py": b"old b"}
NEW = {"a.py": b"new a\r\n", "app/b.py": b"new b", "made/for/c.py": b"new c"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return _project(tmp_path / "project")


def _project(root: Path) -> Path:
    for name, content in OLD.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Every file outside of .asyncify, staged leftovers included."""
    files = [path for path in root.rglob("*") if path.is_file() and ".asyncify" not in path.parts]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_writes_all_files_and_takes_them_back_with_their_modes(root: Path) -> None:
    (root / "a.py").chmod(0o755)
    run = write_all(root, CHANGES, command="asyncify apply")
    assert contents(root) == NEW
    assert (root / "a.py").stat().st_mode & 0o7777 == 0o755
    assert [(journal.run, journal.command) for journal in runs(root)] == [(run, "asyncify apply")]
    assert (root / ".asyncify/.gitignore").read_text() == "*\n"

    (root / "a.py").chmod(0o600)
    result = undo(root)
    assert (result.restored, result.deleted) == (("a.py", "app/b.py"), ("made/for/c.py",))
    assert contents(root) == OLD
    assert (root / "a.py").stat().st_mode & 0o7777 == 0o755
    assert not (root / "made").exists()


@pytest.mark.parametrize("changes", [[], [Change("a.py", b"old a\r\n", b"old a\r\n")]])
def test_writes_nothing_without_changes(root: Path, changes: list[Change]) -> None:
    assert write_all(root, changes, command="") is None
    assert not (root / ".asyncify").exists()


def test_names_every_file_that_changed_since_it_was_read(root: Path) -> None:
    (root / "a.py").write_bytes(b"edited")
    (root / "app/b.py").unlink()
    with pytest.raises(WriteError, match=r"(?s)a\.py: was changed meanwhile.*b\.py: was deleted meanwhile"):
        write_all(root, CHANGES, command="")
    assert contents(root) == {"a.py": b"edited"}


def test_stays_inside_the_root(root: Path) -> None:
    with pytest.raises(WriteError, match="outside"):
        write_all(root, [Change("../x.py", None, b"")], command="")
    assert not (root.parent / "x.py").exists()


def test_a_symlinked_file_stays_a_symlink(root: Path) -> None:
    (root / "link.py").symlink_to("a.py")
    write_all(root, [Change("link.py", b"old a\r\n", b"new")], command="")
    assert (root / "link.py").is_symlink()
    assert (root / "a.py").read_bytes() == b"new"
    undo(root)
    assert (root / "link.py").is_symlink()
    assert (root / "a.py").read_bytes() == b"old a\r\n"


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [2, 3, 4])  # 1 saves the journal
def test_an_error_midway_brings_the_originals_back(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, at: int
) -> None:
    replace, calls = os.replace, []

    def failing(source: Any, target: Any) -> None:
        calls.append(target)
        if len(calls) == at:
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises((WriteError, KeyboardInterrupt)) as caught:
        write_all(root, CHANGES, command="")
    assert len(calls) >= at
    assert isinstance(caught.value, KeyboardInterrupt) or "No space left" in str(caught.value)
    assert contents(root) == OLD
    assert not (root / "made").exists()


def test_a_folder_without_write_permission_is_told() -> None:
    if os.name != "posix":
        pytest.skip("POSIX permissions")
    with tempfile.TemporaryDirectory() as folder:
        root = _project(Path(folder))
        root.chmod(0o777)
        (root / "app").chmod(0o555)
        user = os.geteuid()
        os.seteuid(65534 if user == 0 else user)  # root may write everywhere
        try:
            with pytest.raises(WriteError, match="Permission denied; all files are as they were"):
                write_all(root, CHANGES[:2], command="")
        finally:
            os.seteuid(user)
            (root / "app").chmod(0o755)
        assert contents(root) == OLD


SYSTEM_CALLS = ("open", "fsync", "replace", "mkdir", "unlink", "rmdir", "chmod")


def _killed_at(number: int, work: Callable[[], object]) -> bool:
    """Runs `work` in a child that dies before its `number`-th system call; False when it came to its end."""
    child = os.fork()
    if child == 0:
        left = number

        def dying(call: Callable[..., Any]) -> Callable[..., Any]:
            def wrapped(*arguments: Any, **keywords: Any) -> Any:
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **keywords)

            return wrapped

        try:
            for name in SYSTEM_CALLS:
                setattr(os, name, dying(getattr(os, name)))
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("kind", ["apply", "undo"])
def test_a_kill_at_any_step_leaves_all_old_or_all_new(tmp_path: Path, kind: str) -> None:
    ends = []
    for number in range(1, 200):
        root = _project(tmp_path / str(number))
        if kind == "apply":
            killed = _killed_at(number, partial(write_all, root, CHANGES, command=""))
        else:
            write_all(root, CHANGES, command="")
            killed = _killed_at(number, partial(undo, root))
        recover(root)
        assert contents(root) in (OLD, NEW), f"killed at system call {number}"
        assert (root / "made").exists() == (contents(root) == NEW)
        assert recover(root) == ()
        ends.append(contents(root) == NEW)
        if not killed:
            break
    assert number > 20, "the calls were not intercepted"
    assert not killed
    assert set(ends) == {True, False}, "both ends were seen"


def test_recovering_leaves_later_edits_alone(root: Path) -> None:
    for number in range(1, 200):
        _killed_at(number, lambda: write_all(root, CHANGES, command=""))
        if (root / "app/b.py").read_bytes() == b"new b":
            break
        recover(root)
    (root / "a.py").write_bytes(b"edited after the kill")
    (recovery,) = recover(root)
    assert recovery.left_alone == ("a.py",)
    assert contents(root) == {"a.py": b"edited after the kill", "app/b.py": b"old b"}


def test_undo_refuses_files_that_changed_since(root: Path) -> None:
    write_all(root, CHANGES, command="")
    (root / "a.py").write_bytes(b"edited")
    with pytest.raises(WriteError, match=r"a\.py: was changed since"):
        undo(root)
    assert contents(root) == {**NEW, "a.py": b"edited"}


def test_undo_goes_back_run_by_run(root: Path) -> None:
    write_all(root, [Change("a.py", b"old a\r\n", b"1")], command="")
    write_all(root, [Change("a.py", b"1", b"2")], command="")
    with pytest.raises(WriteError, match="undo later runs first"):
        undo(root, "1")
    assert undo(root).run == "0002"
    assert undo(root, "1").run == "0001"
    assert contents(root) == OLD
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(root)


def test_undo_without_any_run_writes_nothing(root: Path) -> None:
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(root)
    assert not (root / ".asyncify").exists()


def test_two_writers_at_once_are_kept_apart(root: Path) -> None:
    from filelock import FileLock

    (root / ".asyncify").mkdir()
    with FileLock(root / ".asyncify/lock"), pytest.raises(WriteError, match="another asyncify"):
        write_all(root, CHANGES, command="")
    assert contents(root) == OLD
