"""`[tool.asyncify.files]`: what becomes of file I/O where a function turns async."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from asyncifier.api import Options, apply_changes, make_plan

PROGRAM = """
import shutil
import sqlite3
import tempfile
from pathlib import Path


def load(path):
    with open(path) as file:
        return file.read()


def lines(path):
    with open(path) as file:
        yield from file


def header(path):
    with open(path) as file:
        return next(file)


def main():
    conn = sqlite3.connect(":memory:")
    folder = Path(tempfile.mkdtemp())
    path = folder / "a"
    path.write_text("one\\ntwo\\n", encoding="utf-8")
    print(load(path), list(lines(path)), [path.exists() for _ in "ab"])
    for line in lines(path):
        print(line, header(path))
    with path.open("a") as file:
        file.write(str(conn.execute("SELECT 1").fetchone()))
    print(path.read_text(), [item.name for item in folder.iterdir()])
    shutil.rmtree(folder)
    conn.close()


if __name__ == "__main__":
    main()
"""


def run(folder: Path) -> str:
    command = [sys.executable, "-B", "-W", "error", "main.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def converted(folder: Path, policy: str) -> tuple[str, list[str]]:
    """The program with that policy, and the texts of the lines where file I/O is told."""
    (folder / "asyncify.toml").write_text(f'[files]\npolicy = "{policy}"\n' if policy else "")
    (folder / "main.py").write_text(PROGRAM)
    before = run(folder)
    outcome = make_plan([folder], Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    told = [item for item in outcome.plan.refusals if item.code in ("ASY401", "ASY408")]
    assert {item.severity for item in told} == {"warning"}
    apply_changes(outcome, command="asyncify apply")
    assert run(folder) == before
    assert not make_plan([folder], Options(use_cache=False), with_changes=True).changes
    at = PROGRAM.splitlines()
    return (folder / "main.py").read_text(), [at[item.line - 1].strip() for item in told]


@pytest.mark.parametrize("policy", ["", "leave"])
def test_file_io_is_left_and_told(policy: str, tmp_path: Path) -> None:
    text, told = converted(tmp_path, policy)
    assert "to_thread" not in text
    assert len(told) >= 10
    assert 'print(load(path), list(lines(path)), [path.exists() for _ in "ab"])' in told
    assert "shutil.rmtree(folder)" in told


def test_what_works_with_files_alone_goes_to_a_thread(tmp_path: Path) -> None:
    text, told = converted(tmp_path, "offload")
    assert 'await asyncio.to_thread(path.write_text, "one\\ntwo\\n", encoding="utf-8")' in text
    assert "await asyncio.to_thread(load, path), await asyncio.to_thread(list, lines(path))" in text
    assert '[await asyncio.to_thread(path.exists) for _ in "ab"]' in text
    assert "await asyncio.to_thread(shutil.rmtree, folder)" in text
    assert told == [
        "for line in lines(path):",
        "print(line, header(path))",  # `next` may raise StopIteration, which no await of a thread lets out
        'with path.open("a") as file:',
        "print(path.read_text(), [item.name for item in folder.iterdir()])",
    ]


def test_another_policy_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "asyncify.toml").write_text('[files]\npolicy = "threads"\n')
    with pytest.raises(Exception, match=r"files.policy: must be one of leave, offload, not 'threads'"):
        make_plan([tmp_path], Options(use_cache=False))
