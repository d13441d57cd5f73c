"""Facts read by several processes are the facts that one process reads."""

from __future__ import annotations

import pytest

from asyncifier.facts import parallel, read_facts
from asyncifier.facts.parallel import Unreadable, extract
from asyncifier.facts.values import encode_facts

SOURCES = [f"def f{n}(x): return g(x, {n})\n".encode() for n in range(120)]
BROKEN = [b"def f(:\n", b"\0", b'f("\\ud800", d["\\udc00"])\n']


@pytest.mark.parametrize("processes", [1, 2])
def test_same_facts_in_the_same_order(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(parallel, "_BATCH", 100)
    done: list[int] = []
    found = extract([*SOURCES, *BROKEN], done.append, processes)
    assert found[:-3] == [encode_facts(read_facts(source)) for source in SOURCES]
    assert [type(item) for item in found[-3:]] == [Unreadable, Unreadable, bytes]
    assert found[-3] == Unreadable(1, "not valid Python: invalid syntax")
    assert done == sorted(done)
    assert done[0] == 0


def test_processes_that_die_are_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*args: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(parallel, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(parallel, "ProcessPoolExecutor", die)
    assert len(extract(SOURCES, lambda done: None, 2)) == len(SOURCES)
