"""Fifty tasks on a converted program with a pool of five connections, against the same program written by hand.

    python benchmarks/throughput.py [--rounds N] [--operations N] [--json FILE]

Converts `pool/accounts.py` and runs it and `pool/by_hand.py` in turn, each time in a process of its own, on a
PostgreSQL that is started for it (or the one in DATABASE_URL). Every task moves amounts and reads them back; the sum of
all accounts must be right at the end. Told are transactions in a second, the ratio of the medians, and how resident
memory grew over the second half of the run.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent
TASKS = 50
SECONDS = 120
"""A run that takes longer hangs."""


@dataclass(frozen=True)
class Run:
    """One run of one program."""

    program: str
    per_second: float
    megabytes_half_way: float
    megabytes: float


def measure(program: str, operations: int) -> Run:
    """Runs the program, which lies in the current folder, in this process."""
    sys.path.insert(0, str(Path.cwd()))
    module = importlib.import_module(program)

    async def work(number: int, count: int) -> None:
        for turn in range(count):
            await module.move(number, 1 if turn % 2 else -1)
            balance, moves = await module.report(number)
            assert balance == 1000 - (turn % 2 == 0), balance
            assert 0 < len(moves) <= 10

    async def main() -> Run:
        await module.create(TASKS)
        await asyncio.gather(*(work(number, 4) for number in range(TASKS)))  # warm
        start = time.perf_counter()
        await asyncio.gather(*(work(number, operations // 2) for number in range(TASKS)))
        half_way = resident_megabytes()
        await asyncio.gather(*(work(number, operations // 2) for number in range(TASKS)))
        seconds = time.perf_counter() - start
        assert await module.total() == TASKS * 1000
        if hasattr(module, "close"):
            await module.close()
        return Run(program, 2 * TASKS * (operations // 2 * 2) / seconds, half_way, resident_megabytes())

    return asyncio.run(main())


def resident_megabytes() -> float:
    """What the process holds now, from Linux's own count."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The URL of a PostgreSQL."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    sys.path.insert(0, str(HERE.parent / "tests"))
    servers = importlib.import_module("servers")
    with servers.start_postgres() as server:
        yield server.url


def run_in_turn(rounds: int, operations: int) -> list[Run]:
    """Each program once a round, in processes of their own."""
    runs = []
    with tempfile.TemporaryDirectory() as name, database() as url:
        folder = Path(name)
        for path in (HERE / "pool").glob("*.py"):
            shutil.copy(path, folder)
        apply = [sys.executable, "-m", "asyncifier", "apply", "accounts.py"]
        subprocess.run(apply, cwd=folder, check=True, capture_output=True)
        for _ in range(rounds):
            for program in ("accounts", "by_hand"):
                done = subprocess.run(
                    [sys.executable, __file__, "--measure", program, "--operations", str(operations)],
                    cwd=folder, env=os.environ | {"DATABASE_URL": url}, timeout=SECONDS, check=True,
                    capture_output=True, text=True,
                )  # fmt: skip
                if done.stderr:
                    raise RuntimeError(done.stderr)
                runs.append(Run(**json.loads(done.stdout)))
    return runs


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--operations", type=int, default=40, help="moves and reads of each task")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(asdict(measure(options.measure, options.operations))))
        return 0
    runs = run_in_turn(options.rounds, options.operations)
    medians = {}
    for program in ("accounts", "by_hand"):
        mine = [run for run in runs if run.program == program]
        medians[program] = statistics.median(run.per_second for run in mine)
        growth = statistics.median(run.megabytes - run.megabytes_half_way for run in mine)
        print(f"{program:9} {medians[program]:8.0f} transactions/s   {growth:+.1f} MB over the second half")
    ratio = medians["accounts"] / medians["by_hand"]
    print(f"converted / by hand: {ratio:.2f}")
    if options.json is not None:
        options.json.write_text(json.dumps({"ratio": ratio, "runs": [asdict(run) for run in runs]}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
