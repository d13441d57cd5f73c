"""Which files belong to the project, and what their modules are called."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from asyncifier.config import load_config
from asyncifier.discover import Discovery, discover
from asyncifier.errors import UsageError
from asyncifier.git import dirty_files


def project(root: Path, *names: str) -> Path:
    (root / "pyproject.toml").touch()
    for name in names:
        path, _, text = name.partition(": ")
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def find(root: Path, *paths: str) -> Discovery:
    return discover([root / path for path in paths], load_config(root))


def modules(discovery: Discovery) -> dict[str, str]:
    return {file.path: file.module for file in discovery.files}


@pytest.mark.parametrize(
    ("files", "path", "module"),
    [
        (["src/shop/__init__.py", "src/shop/db.py"], "src/shop/db.py", "shop.db"),
        (["shop/__init__.py", "shop/sub/__init__.py"], "shop/sub/__init__.py", "shop.sub"),
        (["src/company/pkg/__init__.py"], "src/company/pkg/__init__.py", "company.pkg"),
        (["company/pkg/__init__.py"], "company/pkg/__init__.py", "pkg"),
        (["company/pkg/__init__.py", "x.py: import company.pkg"], "company/pkg/__init__.py", "company.pkg"),
        (["scripts/run.py: import db", "scripts/db.py"], "scripts/db.py", "db"),
        (["scripts/run.py: from . import db", "scripts/db.py"], "scripts/db.py", "scripts.db"),
        (["tests/test_x.py"], "tests/test_x.py", "test_x"),
        (["tests/__init__.py", "tests/test_x.py"], "tests/test_x.py", "tests.test_x"),
        (["conftest.py", "tests/conftest.py"], "tests/conftest.py", "tests.conftest"),
    ],
)
def test_module_names(tmp_path: Path, files: list[str], path: str, module: str) -> None:
    assert modules(find(project(tmp_path, *files)))[path] == module


def test_module_names_are_unique(tmp_path: Path) -> None:
    found = find(project(tmp_path, "x.py", "x/__init__.py", "a/run.py", "b/run.py", "x.pyi"))
    names = [(file.module, file.is_stub) for file in found.files]
    assert len(set(names)) == 5
    assert modules(found)["x/__init__.py"] == "x"


def test_src_names_the_import_roots(tmp_path: Path) -> None:
    project(tmp_path, "backend/lib/app.py", "tests/test_app.py")
    (tmp_path / "asyncify.toml").write_text("src = ['backend']\n")
    found = find(tmp_path)
    assert modules(found) == {"backend/lib/app.py": "lib.app", "tests/test_app.py": "test_app"}


def test_respects_gitignore_nested_and_negated(tmp_path: Path) -> None:
    project(
        tmp_path, ".gitignore: *_gen.py\n", "a_gen.py", "a.py", "in/b_gen.py", "in/keep_gen.py", "in/c.py"
    )
    (tmp_path / "in/.gitignore").write_text("!keep_gen.py\nc.py\n")
    assert set(modules(find(tmp_path))) == {"a.py", "in/keep_gen.py"}


def test_excluded_folders_unless_named(tmp_path: Path) -> None:
    project(
        tmp_path, "a.py", "build/b.py", ".venv/c.py", "env2/pyvenv.cfg", "env2/d.py", "pkg/build/__init__.py"
    )
    assert set(modules(find(tmp_path))) == {"a.py", "pkg/build/__init__.py"}
    assert {file.path for file in find(tmp_path, "build").files if file.selected} == {"build/b.py"}


def test_exclude_replaces_and_extend_exclude_adds(tmp_path: Path) -> None:
    project(tmp_path, "a.py", "build/b.py", "gen/c.py", "d_pb2.py")
    (tmp_path / "asyncify.toml").write_text("exclude = ['gen/']\nextend-exclude = ['*_pb2.py']\n")
    assert set(modules(find(tmp_path))) == {"a.py", "build/b.py"}


def test_the_whole_project_is_read_and_the_paths_are_selected(tmp_path: Path) -> None:
    found = find(project(tmp_path, "app/__init__.py", "app/db.py", "main.py"), "app/db.py")
    assert {file.path: file.selected for file in found.files} == {
        "app/__init__.py": False,
        "app/db.py": True,
        "main.py": False,
    }


def test_a_path_elsewhere_brings_its_own_project(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    project(tmp_path / "here", "a.py")
    project(tmp_path / "there", "b.py")
    found = discover([tmp_path / "there/b.py"], load_config(tmp_path / "here"))
    assert (found.root, set(modules(found))) == (tmp_path / "there", {"b.py"})


def test_without_a_project_only_neighbours_are_read(tmp_path: Path) -> None:
    project(tmp_path, "run.py", "db.py", "pkg/__init__.py", "downloads/huge.py")
    (tmp_path / "pyproject.toml").unlink()
    found = discover([tmp_path / "run.py"], load_config(tmp_path / "run.py"))
    assert set(modules(found)) == {"run.py", "db.py", "pkg/__init__.py"}


def test_a_missing_path_is_told_with_a_near_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"(?s)mian\.py: no such file.*'main\.py'.*\n.*nowhere"):
        find(project(tmp_path, "main.py"), "mian.py", "nowhere")


def test_what_can_not_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    project(tmp_path, "a.py", "folder.py/inner.txt")
    (tmp_path / "broken.py").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.py")
    found = find(tmp_path)
    assert set(modules(found)) == {"a.py"}
    assert [problem.path for problem in found.problems] == ["broken.py", "folder.py", "pipe.py"]


def test_links_and_loops(tmp_path: Path) -> None:
    project(tmp_path, "pkg/__init__.py", "pkg/a.py")
    (tmp_path / "pkg/loop").symlink_to("..", target_is_directory=True)
    (tmp_path / "alias").symlink_to("pkg", target_is_directory=True)
    (tmp_path / "b.py").symlink_to("pkg/a.py")
    assert set(modules(find(tmp_path))) == {"pkg/__init__.py", "pkg/a.py"}


def test_unsaved_buffers_stand_before_the_disk(tmp_path: Path) -> None:
    project(tmp_path, "a.py: old")
    overlay = {tmp_path / "a.py": b"unsaved", tmp_path / "new.py": b"new"}
    found = discover([tmp_path / "new.py"], load_config(tmp_path), overlay=overlay)
    assert {file.path: file.source for file in found.files} == {"a.py": b"unsaved", "new.py": b"new"}


# --- git ----------------------------------------------------------------------------------------------


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def test_dirty_files_are_relative_to_the_project(tmp_path: Path) -> None:
    root = tmp_path / "service"
    root.mkdir()
    project(root, "a.py", "b.py", "notes.txt")
    assert dirty_files(root) is None, "no repository yet"
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "x")
    assert dirty_files(root) == ()

    (root / "a.py").write_text("changed")
    (root / "new.py").touch()
    (root / "new.txt").touch()
    (root / ".asyncify").mkdir()
    (root / ".asyncify/x.py").touch()
    (tmp_path / "outside.py").touch()
    git(tmp_path, "rm", "service/b.py")
    assert dirty_files(root) == ("a.py", "b.py", "new.py")
