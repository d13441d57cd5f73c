"""The wheel carries everything: installed in an empty environment, it runs the demo."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that holds the wheel and what the demo's tests need."""
    environment = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", environment)
    _run(environment / "bin" / "python", "-m", "pip", "install", "--quiet", f"{wheel}[demo]")
    return environment / "bin"


def test_wheel_holds_both_packages_their_models_and_types(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    models = sorted(
        path.name for path in (ROOT / "codemods" / "asyncifier_codemods" / "models").glob("*.toml")
    )
    assert models
    assert {f"asyncifier_codemods/models/{name}" for name in models} <= set(names)
    assert {"asyncifier/py.typed", "asyncifier_codemods/py.typed"} <= set(names)
    pages = {f"asyncifier/code_pages/{path.name}" for path in (ROOT / "docs" / "codes").iterdir()}
    assert pages
    assert pages <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "examples/", "src/"))]


def test_models_are_listed(installed: Path) -> None:
    listed = _run(installed / "asyncify", "models")
    assert "psycopg2-psycopg" in listed
    assert "sqlite3-aiosqlite" in listed


def test_codemods_are_listed(installed: Path) -> None:
    listed = _run(installed / "asyncify", "codemods")
    assert "db-drivers" in listed
    assert "async-await" in listed


def test_pages_are_printed(installed: Path) -> None:
    assert _run(installed / "asyncify", "explain", "ASY107").startswith("# ASY107: decorator does not await")


def test_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    project = tmp_path / "inventory"
    shown = _run(installed / "python", ROOT / "tools" / "demo.py", project)
    assert "aiosqlite.connect" in (project / "inventory" / "db.py").read_text()
    assert len(re.findall(r"^\d+ passed in ", shown, flags=re.MULTILINE)) == 2
    assert re.search(r"^\d+ failed", shown, flags=re.MULTILINE) is None


def _run(*command: str | Path) -> str:
    """Standard output of a command that must succeed, run outside the checkout and without its settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    done = subprocess.run(
        command, cwd=Path(sys.prefix), env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout
