"""How time, memory and what is resolved grow from ten thousand lines to a million.

    python benchmarks/scale.py [--lines N …] [--json FILE] [--corpus DIR]

Downloads the packages of `CORPUS` with `pip download`, about a million lines together, and measures slices of them,
each in a process of its own: `ast.parse` of every file, then the stages of a cold plan. All ratios are against
`ast.parse` of the same process, since seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import itertools
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CORPUS = (
    "apache-airflow-core==3.3.2",
    "apache-airflow-providers-amazon==9.39.0",
    "apache-airflow-providers-google==22.8.0",
    "ansible-core==2.19.14",
    "botocore==1.44.5",
    "django==5.2.19",
    "sqlalchemy==2.1.9",
)
SIZES = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Measurement:
    """One slice: seconds by stage, peak memory of the process that analysed it, and what the graph says."""

    lines: int
    files: int
    parse: float
    discover: float
    facts: float
    graph: float
    decide: float
    megabytes: float
    sites: int
    resolved: int
    nodes: int
    saturated: int

    @property
    def analysis(self) -> float:
        """What a million lines may take five times `ast.parse` for."""
        return self.facts + self.graph


def download(folder: Path) -> list[Path]:
    """The Python files of the corpus below `folder`, one folder for each distribution."""
    wheels = folder / "wheels"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(wheels), *CORPUS], check=True)
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder / "src", [name for name in archive.namelist() if name.endswith(".py")])
    return sorted((folder / "src").rglob("*.py"))


def write_slice(source: Path, lines: int, target: Path) -> None:
    """The first files of each package, about `lines` lines together, the same share of each package."""
    files = sorted(source.rglob("*.py"))
    size = {file: file.read_bytes().count(b"\n") for file in files}
    share = min(1.0, lines / sum(size.values()))
    for package in sorted(source.iterdir()):
        own = [file for file in files if package in file.parents]
        wanted = share * sum(size[file] for file in own)
        taken = 0
        for file in own:
            if taken + size[file] / 2 > wanted and share < 1:
                continue
            taken += size[file]
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


@contextlib.contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started


def measure(tree: Path) -> Measurement:
    """All stages once, in this process, without a cache."""
    from asyncifier import api
    from asyncifier.config import load_config_for
    from asyncifier.decide import decide
    from asyncifier.discover import discover
    from asyncifier.graph import Site

    seconds: dict[str, float] = {}
    config = load_config_for([tree])
    with _timed(seconds, "discover"):
        discovery = discover([tree], config)
    with _timed(seconds, "parse"):
        for file in discovery.files:
            with contextlib.suppress(SyntaxError, ValueError):
                ast.parse(file.source)
    begun: dict[str, float] = {}

    def note(stage: str, done: int, total: int) -> None:
        begun.setdefault(stage, time.perf_counter())

    started = time.perf_counter()
    graph, _, libraries = api.analyse(discovery, config, api.Options(use_cache=False), note)
    seconds["facts"] = begun["graph"] - started
    seconds["graph"] = time.perf_counter() - begun["graph"]
    with _timed(seconds, "decide"):
        decide(graph, libraries)
    calls = [
        Site(index, "call", number)
        for index, module in enumerate(graph.modules)
        for number in range(len(module.facts.calls))
    ]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measurement(
        lines=sum(file.source.count(b"\n") for file in discovery.files),
        files=len(discovery.files),
        megabytes=own,
        sites=len(calls),
        resolved=sum(bool(graph.targets(site)) for site in calls),
        nodes=len(graph.solver.points_to),
        saturated=len(graph.solver.saturated),
        **seconds,
    )


def measure_apart(source: Path, lines: int) -> Measurement:
    """The slice of that size, measured in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        write_slice(source, lines, Path(folder))
        command = [sys.executable, __file__, "--measure", folder]
        env = {**os.environ, "PYTHONHASHSEED": "0"}
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return Measurement(**json.loads(done.stdout.splitlines()[-1]))


def table(found: Sequence[Measurement]) -> str:
    """One line for each size, and how the analysis grows between them."""
    head = (
        "lines",
        "files",
        "parse s",
        "discover",
        "facts",
        "graph",
        "f+g",
        "decide",
        "MB",
        "resolved",
        "saturated",
    )
    rows = [head]
    for one in found:
        ratios = [f"{value / one.parse:.2f}x" for value in (one.discover, one.facts, one.graph, one.analysis)]
        rows.append(
            (
                str(one.lines), str(one.files), f"{one.parse:.2f}", *ratios, f"{one.decide / one.parse:.2f}x",
                f"{one.megabytes:.0f}", f"{one.resolved / max(1, one.sites):.1%} of {one.sites}",
                f"{one.saturated} of {one.nodes}",
            )
        )  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    for before, after in itertools.pairwise(found):
        times = (after.analysis / after.lines) / (before.analysis / before.lines)
        parsing = (after.parse / after.lines) / (before.parse / before.lines)
        exponent = math.log(after.analysis / before.analysis) / math.log(after.lines / before.lines)
        lines.append(
            f"{before.lines} to {after.lines} lines: facts and graph grow {times:.2f} times linear, "
            f"ast.parse {parsing:.2f} times; exponent {exponent:.2f}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--lines", type=int, nargs="+", default=SIZES, metavar="N", help="default: %(default)s"
    )
    parser.add_argument(
        "--corpus", type=Path, metavar="DIR", help="packages unpacked before, instead of a download"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every measurement to FILE")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(vars(measure(options.measure))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        if options.corpus is None:
            download(Path(folder))
        source = options.corpus or Path(folder) / "src"
        found = [measure_apart(source, lines) for lines in sorted(options.lines)]
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps([vars(item) for item in found], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
