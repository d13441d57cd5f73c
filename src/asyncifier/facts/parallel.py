"""The facts of many files at once, in as many processes as there are processors."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import NamedTuple

from asyncifier.facts.extract import read_facts
from asyncifier.facts.values import encode_facts

_WORTH_A_PROCESS = 2_000_000
"""Bytes of source: half a second of work, which is what starting processes and sending facts costs at most."""
_BATCH = 250_000


class Unreadable(NamedTuple):
    """Why a file has no facts."""

    line: int
    message: str


def extract(
    sources: Sequence[bytes], progress: Callable[[int], None], processes: int | None = None
) -> list[bytes | Unreadable]:
    """The encoded facts of each of `sources`, in the same order; `progress` is told how many are done."""
    count = _processors() if processes is None else processes
    if count < 2 or sum(map(len, sources)) < _WORTH_A_PROCESS or not _can_fork():
        return list(_counted(map(_encoded, sources), progress))
    try:
        with ProcessPoolExecutor(count, multiprocessing.get_context("fork")) as pool:
            batches = pool.map(_encoded_batch, _batches(sources))
            return list(_counted((found for batch in batches for found in batch), progress))
    except (BrokenProcessPool, OSError):  # killed for its memory, or no more processes allowed
        return list(_counted(map(_encoded, sources), progress))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_fork() -> bool:
    """A fork of a process with threads can hang on a lock that none of them will ever give back."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def _batches(sources: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The sources in batches of about the same size, small enough that no process waits long for the last."""
    batch: list[bytes] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += len(source)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _counted(
    found: Iterator[bytes | Unreadable], progress: Callable[[int], None]
) -> Iterator[bytes | Unreadable]:
    done = 0
    while chunk := list(islice(found, 50)):
        progress(done)
        yield from chunk
        done += len(chunk)


def _encoded_batch(sources: list[bytes]) -> list[bytes | Unreadable]:
    return [_encoded(source) for source in sources]


def _encoded(source: bytes) -> bytes | Unreadable:
    try:
        return encode_facts(read_facts(source))
    except SyntaxError as error:
        return Unreadable(error.lineno or 0, f"not valid Python: {error.msg}")
    except (ValueError, RecursionError, MemoryError) as error:
        return Unreadable(0, f"cannot be read as Python: {error}")
