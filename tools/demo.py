"""The main job from one end to the other, on a copy of `examples/inventory_sqlite`. No server is needed.

    python tools/demo.py [FOLDER]

Runs the application's tests, shows the plan, applies it, shows the diff, runs the tests again with every
warning an error: a forgotten await is one. FOLDER is where the copy goes; without it, a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "inventory_sqlite"
BIN = Path(sys.executable).parent
IGNORED = shutil.ignore_patterns("__pycache__", ".*_cache", "*.egg-info")


def main(argv: list[str]) -> int:
    if len(argv) > 1:
        return convert(Path(argv[1]))
    with tempfile.TemporaryDirectory(prefix="asyncify-demo-") as folder:
        return convert(Path(folder) / EXAMPLE.name)


def convert(project: Path) -> int:
    shutil.copytree(EXAMPLE, project, ignore=IGNORED)
    for title, command in steps(project):
        print(f"\n=== {title}\n$ {' '.join([Path(command[0]).name, *command[1:]])}", flush=True)
        status = subprocess.run(command, cwd=project, env=environment(), check=False).returncode
        if status != 0:
            print(f"\nThe demo stopped: that ended with status {status}.", file=sys.stderr)
            return 1
    print("\nThe application is asynchronous, and its tests pass.")
    return 0


def steps(project: Path) -> list[tuple[str, list[str]]]:
    asyncify, python = str(BIN / "asyncify"), sys.executable
    original = os.path.relpath(EXAMPLE, project)
    return [
        ("The tests of the synchronous application", [python, "-m", "pytest", "-q", "-p", "no:asyncio"]),
        ("What would change, and why", [asyncify, "plan", "."]),
        ("Do it", [asyncify, "apply", "."]),
        ("What has changed", [python, "-c", SHOW_DIFF, original, "."]),
        ("The tests of the asynchronous application", [python, "-m", "pytest", "-q", "-W", "error"]),
    ]


SHOW_DIFF = """\
import difflib, pathlib, sys
before, after = map(pathlib.Path, sys.argv[1:])
for path in sorted(path for pattern in ("*.py", "*.toml", "*.txt") for path in after.rglob(pattern)):
    name = path.relative_to(after)
    old = (before / name).read_text().splitlines(True) if (before / name).exists() else []
    new = path.read_text().splitlines(True)
    sys.stdout.writelines(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
"""


def environment() -> dict[str, str]:
    """Ours, without what would change how the copied tests run."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "INVENTORY_"))
    }
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    sys.exit(main(sys.argv))
