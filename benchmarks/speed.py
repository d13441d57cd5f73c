"""Time and memory of the analysis on a tree of sources, against `ast.parse` of the same files in the same run.

    python benchmarks/speed.py [--runs N] [--json FILE] TREE

Every measurement is a process of its own, so that the peak of its memory is its own; the variants take turns, so that
a busy machine slows them all. Printed are medians.

parse   `ast.parse` of every file that the others read
facts   reading the facts, without cache
graph   solving the whole program, after the facts
cold    the plan with an empty cache
warm    the plan again
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

VARIANTS = ("parse", "facts", "graph", "cold", "warm")


@dataclass(frozen=True)
class Measurement:
    """One run of one variant: its seconds, the peak of resident memory, and what was read."""

    variant: str
    seconds: float
    megabytes: float
    files: int
    lines: int


def measure(variant: str, tree: Path) -> Measurement:
    """Runs the variant here and now; imports and the finding of files are not timed."""
    from asyncifier import api
    from asyncifier.config import load_config_for
    from asyncifier.discover import discover
    from asyncifier.facts import ModuleFacts, read_facts
    from asyncifier.graph import SourceModule, build_graph
    from asyncifier.library import Libraries

    files = [file for file in discover([tree], load_config_for([tree])).files if not file.is_stub]
    lines = sum(file.source.count(b"\n") + 1 for file in files)
    facts: dict[str, ModuleFacts] = {}

    def parse() -> None:
        for file in files:
            try:
                ast.parse(file.source)
            except (SyntaxError, ValueError):
                continue

    def read() -> None:
        for file in files:
            try:
                facts[file.path] = read_facts(file.source)
            except (SyntaxError, ValueError):
                continue

    def solve() -> None:
        modules = [
            SourceModule(file.module, file.path, file.is_package, facts[file.path])
            for file in files
            if file.path in facts
        ]
        build_graph(modules, Libraries(()))

    def plan() -> None:
        api.make_plan([tree], api.Options())

    work: dict[str, Callable[[], None]] = {
        "parse": parse, "facts": read, "graph": solve, "cold": plan, "warm": plan,
    }  # fmt: skip
    if variant == "graph":
        read()
    started = time.perf_counter()
    work[variant]()
    seconds = time.perf_counter() - started
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Measurement(variant, seconds, kilobytes / 1024, len(files), lines)


def measure_apart(variant: str, tree: Path, cache: Path) -> Measurement:
    """The same in a fresh process, with its cache in `cache`."""
    command = [sys.executable, __file__, "--measure", variant, str(tree)]
    env = {
        **os.environ,
        "XDG_CACHE_HOME": str(cache),
        "ASYNCIFY_CACHE_DIR": str(cache),
        "PYTHONHASHSEED": "0",
    }
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return Measurement(**json.loads(done.stdout.splitlines()[-1]))


def run_round(tree: Path) -> list[Measurement]:
    """Each variant once; "warm" uses the cache that "cold" has filled."""
    with tempfile.TemporaryDirectory() as cache:
        return [measure_apart(variant, tree, Path(cache)) for variant in VARIANTS]


def table(rounds: Sequence[Sequence[Measurement]]) -> str:
    """Medians by variant, and the ratio to the parsing of the same round."""
    first = rounds[0][0]
    lines = [f"{first.files} files, {first.lines} lines, {len(rounds)} rounds"]
    lines.append(f"{'variant':8}{'seconds':>10}{'x parse':>10}{'lines/s':>12}{'peak MB':>10}")
    for index, variant in enumerate(VARIANTS):
        seconds = statistics.median(one[index].seconds for one in rounds)
        ratio = statistics.median(one[index].seconds / one[0].seconds for one in rounds)
        memory = statistics.median(one[index].megabytes for one in rounds)
        lines.append(f"{variant:8}{seconds:10.2f}{ratio:10.2f}{first.lines / seconds:12.0f}{memory:10.0f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tree", type=Path)
    parser.add_argument(
        "--runs", type=int, default=3, help="rounds; medians are printed (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every measurement to FILE")
    parser.add_argument("--measure", choices=VARIANTS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(vars(measure(options.measure, options.tree))))
        return 0
    rounds = [run_round(options.tree) for _ in range(options.runs)]
    print(table(rounds))
    if options.json:
        options.json.write_text(json.dumps([[vars(item) for item in one] for one in rounds], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
