"""Compare `asyncify callgraph` with the call graphs of PyCG's micro-benchmark.

    python benchmarks/callgraph.py DIR [-v] [--json FILE]

DIR holds the cases: `micro-benchmark/snippets` of https://github.com/vitsalis/PyCG, which is not part of this
repository. Every folder with a `callgraph.json` is a case. The scorer, `pycg_score.py`, is found beside the checkout,
or where PYCG_SCORE or --scorer says; it prints, for each category, how many graphs are complete, sound and exact.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from asyncifier import api

ROOT = Path(__file__).resolve().parent.parent
SCORER = ROOT / ".." / "shared" / "bench" / "callgraph" / "pycg_score.py"


def write_graphs(cases: Path, out: Path) -> dict[str, str]:
    """Writes the graph of every case below `out`; the error of each case that failed."""
    failed: dict[str, str] = {}
    for truth in sorted(cases.rglob("callgraph.json")):
        case = truth.parent.relative_to(cases)
        try:
            graph = api.call_graph([truth.parent], api.Options(use_cache=False))
        except Exception as error:  # one broken case must not hide the others
            failed[case.as_posix()] = f"{type(error).__name__}: {error}"
            continue
        (out / case).mkdir(parents=True, exist_ok=True)
        (out / case / "callgraph.json").write_text(json.dumps(graph, indent=1))
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line: the scorer's exit status, 1 also when a case failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cases", type=Path, metavar="DIR")
    parser.add_argument("--scorer", type=Path, default=Path(os.environ.get("PYCG_SCORE", SCORER)))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the counts to FILE")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the edges that differ")
    options = parser.parse_args(arguments)
    if not options.scorer.is_file():
        parser.error(f"no scorer at {options.scorer}: name it with --scorer or PYCG_SCORE")
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        failed = write_graphs(options.cases, Path(folder))
        seconds = time.perf_counter() - started
        command = [sys.executable, str(options.scorer), str(options.cases), folder]
        command += ["-v"] if options.verbose else []
        command += ["--json", str(options.json)] if options.json else []
        scored = subprocess.run(command)
    print(f"{seconds:.2f} s for all graphs")
    for case, error in failed.items():
        print(f"{case}: {error}")
    return 1 if failed else scored.returncode


if __name__ == "__main__":
    sys.exit(main())
