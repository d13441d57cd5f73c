"""Iterators and generators that do I/O, in everything that takes an iterable: converted so that it prints the same,
or refused with a reason and left as it was; never something in between."""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

import pytest

from asyncifier.api import Options, apply_changes, make_plan

SOURCES = {
    "iterator": """
class Rows:
    def __init__(self, conn):
        self.conn = conn
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 3:
            raise StopIteration
        self.n += 1
        return self.conn.execute("select ?", (self.n,)).fetchone()[0]
""",
    "iterable": """
class Rows:
    def __init__(self, conn):
        self.conn = conn

    def __iter__(self):
        for n in range(1, 4):
            yield self.conn.execute("select ?", (n,)).fetchone()[0]
""",
    "delegating": """
class Rows:
    def __init__(self, conn):
        self.conn = conn

    def __iter__(self):
        return self.items()

    def items(self):
        for n in range(1, 4):
            yield self.conn.execute("select ?", (n,)).fetchone()[0]
""",
    "generator": """
def Rows(conn):
    for n in range(1, 4):
        yield conn.execute("select ?", (n,)).fetchone()[0]
""",
    "generator expression": """
def Rows(conn):
    return (conn.execute("select ?", (n,)).fetchone()[0] for n in range(1, 4))
""",
}

USES = {
    "for": "for x in rows:\n    print(x)",
    "for else": "for x in rows:\n    print(x)\nelse:\n    print('end')",
    "for break else": "for x in rows:\n    if x == 2:\n        break\nelse:\n    print('end')\nprint(x)",
    "in": "print(2 in rows)",
    "not in": "print(5 not in rows)",
    "unpack": "a, b, c = rows\nprint(a, b, c)",
    "unpack star": "a, *b = rows\nprint(a, b)",
    "unpack for": "for a, b, c in [rows]:\n    print(a, b, c)",
    "star": "print(*rows)",
    "star project": "show(*rows)",
    "list display": "print([0, *rows])",
    "tuple display": "print((0, *rows))",
    "set display": "print({0, *rows})",
    "list": "print(list(rows))",
    "tuple": "print(tuple(rows))",
    "set": "print(set(rows) == {1, 2, 3})",
    "frozenset": "print(sorted(frozenset(rows)))",
    "dict": "print(dict((x, 1) for x in rows))",
    "dict zip": "print(dict(zip(rows, 'abc')))",
    "dict enumerate": "print(dict(enumerate(rows)))",
    "dict fromkeys": "print(dict.fromkeys(rows))",
    "sum": "print(sum(rows))",
    "sum genexp": "print(sum(x * 2 for x in rows))",
    "max": "print(max(rows))",
    "min": "print(min(rows, default=0))",
    "min key": "print(min(rows, key=lambda x: -x))",
    "any": "print(any(rows))",
    "all": "print(all(rows))",
    "any genexp": "print(any(x == 2 for x in rows))",
    "sorted": "print(sorted(rows, reverse=True))",
    "reversed": "print(list(reversed(list(rows))))",
    "enumerate": "for i, x in enumerate(rows):\n    print(i, x)",
    "enumerate start": "for i, x in enumerate(rows, 5):\n    print(i, x)",
    "list enumerate": "print(list(enumerate(rows)))",
    "zip": "for pair in zip(rows, 'ab'):\n    print(pair)",
    "map": "print(list(map(str, rows)))",
    "map for": "for x in map(str, rows):\n    print(x)",
    "filter": "print(list(filter(None, rows)))",
    "iter next": "it = iter(rows)\nprint(next(it), next(it))",
    "next": "print(next(iter(rows)))",
    "next default": "print(next(iter(rows), None))",
    "method next": "print(iter(rows).__next__())",
    "iter for": "for x in iter(rows):\n    print(x)",
    "join": "print(','.join(str(x) for x in rows))",
    "join map": "print(','.join(map(str, rows)))",
    "extend": "xs = []\nxs.extend(rows)\nprint(xs)",
    "plus equals": "xs = []\nxs += rows\nprint(xs)",
    "slice assign": "xs = []\nxs[:] = rows\nprint(xs)",
    "set update": "xs = set()\nxs.update(rows)\nprint(sorted(xs))",
    "deque": "import collections\nprint(collections.deque(rows, maxlen=2))",
    "deque extend": "import collections\nxs = collections.deque()\nxs.extend(rows)\nprint(xs)",
    "counter": "import collections\nprint(sorted(collections.Counter(rows)))",
    "islice": "import itertools\nprint(list(itertools.islice(rows, 2)))",
    "chain": "import itertools\nprint(list(itertools.chain(rows, [9])))",
    "chain for": "import itertools\nfor x in itertools.chain(rows, [9]):\n    print(x)",
    "chain from iterable": "import itertools\nprint(list(itertools.chain.from_iterable([rows])))",
    "takewhile": "import itertools\nprint(list(itertools.takewhile(lambda x: x < 3, rows)))",
    "groupby": "import itertools\nprint([k for k, _ in itertools.groupby(rows)])",
    "tee": "import itertools\na, b = itertools.tee(rows)\nprint(list(a), list(b))",
    "reduce": "import functools\nprint(functools.reduce(max, rows))",
    "yield from": "print(list(relay(rows)))",
    "yield from for": "for x in relay(rows):\n    print(x)",
    "list comprehension": "print([x for x in rows])",
    "dict comprehension": "print({x: 1 for x in rows})",
    "set comprehension": "print(sorted({x for x in rows}))",
    "nested comprehension": "print([[y for y in range(x)] for x in rows])",
    "genexp": "for x in (x + 1 for x in rows):\n    print(x)",
    "genexp kept": "found = (x + 1 for x in rows)\nprint(list(found))",
    "condition": "print([x for x in rows if x > 1])",
    "isinstance": (
        "import collections.abc\n"
        "print(isinstance(rows, collections.abc.Iterable))\n"
        "for x in rows:\n    print(x)"
    ),
    "hasattr": "print(hasattr(rows, '__iter__'))\nfor x in rows:\n    print(x)",
    "bool": "print(bool(rows))\nfor x in rows:\n    print(x)",
    "or list": "for x in rows or []:\n    print(x)",
    "either": "for x in (rows if len('a') else [7]):\n    print(x)",
    "reassigned": "found = [1]\nif found:\n    found = rows\nfor x in found:\n    print(x)",
    "third party": "import json\ntry:\n    print(json.dumps(rows))\nexcept TypeError:\n    print('no')",
    "csv": "import csv, sys\ncsv.writer(sys.stdout).writerow(rows)",
    "statistics": "import statistics\nprint(statistics.mean(rows))",
    "executor": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(1) as pool:\n    print(list(pool.map(str, rows)))"
    ),
    "format": "print('%s %s %s' % tuple(rows))",
    "while next": "it = iter(rows)\nwhile (x := next(it, None)) is not None:\n    print(x)",
    "try next": (
        "it = iter(rows)\ntry:\n    while True:\n        print(next(it))\nexcept StopIteration:\n    print('end')"
    ),
    "attribute": "box = Box(rows)\nfor x in box.rows:\n    print(x)",
    "attribute in": "box = Box(rows)\nprint(2 in box.rows)",
    "element": "for x in [rows][0]:\n    print(x)",
    "starred lambda": "print((lambda *xs: xs)(*rows))",
    "lambda": "f = lambda: list(rows)\nprint(f())",
    "match": "match list(rows):\n    case [1, *rest]:\n        print(rest)",
    "print sep": "print(*rows, sep='-')",
    "assert": "assert 2 in list(rows)\nprint('ok')",
    "compare": "print(list(rows) == [1, 2, 3])",
    "bytes": "print(bytes(rows))",
    "bytearray": "print(bytearray(rows))",
    "array": "import array\nprint(array.array('i', rows))",
    "writelines": "import io\nout = io.StringIO()\nout.writelines(str(x) for x in rows)\nprint(out.getvalue())",
    "heapq": "import heapq\nprint(heapq.nlargest(1, rows))",
    "fsum": "import math\nprint(math.fsum(rows))",
    "contextlib": "import contextlib\nwith contextlib.suppress(ValueError):\n    print(list(rows))",
    "getattr": "print(list(getattr(rows, '__iter__')()))",
    "dunder": "for x in rows.__iter__():\n    print(x)",
    "class": "for x in Rows(conn):\n    print(x)",
    "return": "def give():\n    return rows\nfor x in give():\n    print(x)",
    "partial": "import functools\nprint(functools.partial(list, rows)())",
    "callback": "def use(how):\n    return how(rows)\nprint(use(list), len('a'))",
    "tqdm like": "def bar(xs):\n    for x in xs:\n        yield x\nfor x in bar(rows):\n    print(x)",
    "tqdm like twice": (
        "def bar(xs):\n    for x in xs:\n        yield x\n"
        "for x in bar(rows):\n    print(x)\n"
        "for x in bar([5]):\n    print(x)"
    ),
    "subclass": "class More(list):\n    pass\nprint(More(rows))",
}


@dataclass(frozen=True)
class Case:
    source: str
    use: str

    @property
    def program(self) -> str:
        return _PROGRAM.format(source=SOURCES[self.source], use=indent(USES[self.use], "    "))


_PROGRAM = """
import sqlite3

{source}

class Box:
    def __init__(self, rows):
        self.rows = rows


def show(*xs):
    print(xs)


def relay(rows):
    yield from rows


def main():
    conn = sqlite3.connect(":memory:")
    rows = Rows(conn)
{use}
    conn.close()


if __name__ == "__main__":
    main()
"""

CASES = [Case(source, use) for source in SOURCES for use in USES]


CONVERTED = frozenset(
    {"for", "for else", "for break else", "list", "tuple", "set", "frozenset", "dict", "sum", "sum genexp", "max",
     "min", "min key", "any genexp", "sorted", "reversed", "join", "deque", "counter", "yield from", "yield from for",
     "list comprehension", "dict comprehension", "set comprehension", "nested comprehension", "condition", "bool",
     "format", "attribute", "element", "match", "assert", "compare", "contextlib", "class", "return", "callback",
     "tqdm like", "genexp", "genexp kept", "enumerate", "enumerate start", "list enumerate", "dict enumerate", "zip",
     "dict zip", "map", "map for", "join map", "islice", "chain", "chain for"}
)  # fmt: skip
"""All others are refused."""
_ONE_AT_A_TIME = {"any", "all"}
CONVERTED_BESIDES = {
    "generator": _ONE_AT_A_TIME,
    "generator expression": _ONE_AT_A_TIME,
    "delegating": {"dunder"},
}


@dataclass(frozen=True)
class Conversion:
    """One program: what it printed before and after, and what became of its source."""

    before: str
    after: str
    is_refused: bool
    text: str


@pytest.fixture(scope="module")
def conversions(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[Case, Conversion]:
    """The programs that are tested, converted as the files of one project."""
    calls = [item.callspec for item in request.session.items if item.path == request.path]  # type: ignore[attr-defined]
    wanted = [call.params["case"] for call in calls]
    before, after = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("after")
    names = {case: f"program_{number}.py" for number, case in enumerate(wanted)}
    for case, name in names.items():
        for folder in (before, after):
            (folder / name).write_text(case.program)
    outcome = make_plan([after], Options(use_cache=False), with_changes=True)
    assert not outcome.problems
    apply_changes(outcome, command="asyncify apply")
    refused = {item.file for item in outcome.plan.refusals if item.severity == "error"}
    with ThreadPoolExecutor(2) as pool:
        printed, printed_after = pool.map(outputs_of, (before, after))
    return {
        case: Conversion(printed[name], printed_after[name], name in refused, (after / name).read_text())
        for case, name in names.items()
    }


def outputs_of(folder: Path) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", __file__, str(folder)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found: dict[str, str] = json.loads(done.stdout)
    return found


_FAST = ("iterator", "generator")
"""The sources that are tested each time."""


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            marks=[] if case.source in _FAST else [pytest.mark.slow],
            id=f"{case.source}-{case.use}",
        )
        for case in CASES
    ],
)
def test_iterable(case: Case, conversions: Mapping[Case, Conversion]) -> None:
    found = conversions[case]
    assert found.before
    assert found.after == found.before, found.text
    expected = CONVERTED.union(CONVERTED_BESIDES.get(case.source, ()))
    assert found.is_refused == (case.use not in expected)
    assert (found.text == case.program) == found.is_refused


def _output(path: Path) -> str:
    """What the program at `path` prints, its error, and what it forgot to await."""
    out = io.StringIO()
    unraisable: list[str] = []
    sys.unraisablehook = lambda event: unraisable.append(str(event.exc_value))
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path(str(path), run_name="__main__")
        except BaseException as error:
            out.write(f"{type(error).__name__}: {error}")
    return out.getvalue() + "".join(unraisable)


if __name__ == "__main__":
    outputs = {path.name: _output(path) for path in sorted(Path(sys.argv[1]).glob("*.py"))}
    sys.stdout.write(json.dumps(outputs))
    sys.stdout.flush()
    os._exit(0)  # a connection that nobody closed has a thread that lives on
