"""The console scripts of a project: functions that an installed command calls synchronously."""

from __future__ import annotations

import configparser
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def console_scripts(root: Path) -> tuple[str, ...]:
    """Qualified names of the functions behind a project's commands: `app.cli.main`.

    Read from pyproject.toml (`[project.scripts]`, `[project.gui-scripts]`, Poetry's) and setup.cfg.
    A file that can't be read names none; the stage that edits it tells what is wrong.
    """
    found = [*_from_pyproject(root / "pyproject.toml"), *_from_setup_cfg(root / "setup.cfg")]
    return tuple(dict.fromkeys(_dotted(item) for item in found if ":" in item))


def _dotted(target: str) -> str:
    module, _, function = target.partition(":")
    return f"{module.strip()}.{function.partition('[')[0].strip()}"


def _from_pyproject(path: Path) -> list[str]:
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    project, poetry = data.get("project", {}), data.get("tool", {}).get("poetry", {})
    tables = [project.get("scripts", {}), project.get("gui-scripts", {}), poetry.get("scripts", {})]
    return [target for table in tables for target in table.values() if isinstance(target, str)]


def _from_setup_cfg(path: Path) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return []
    lines = parser.get("options.entry_points", "console_scripts", fallback="").splitlines()
    return [line.partition("=")[2].strip() for line in lines if "=" in line]
