"""The graph stays small where programs are big: what is counted is objects and entries, never seconds."""

from __future__ import annotations

import pytest

from asyncifier.facts import read_facts
from asyncifier.graph import CallGraph, SourceModule, build_graph
from asyncifier.graph.heap import Func, Getter, Identity, Lib, Root
from asyncifier.library import Libraries


def _graph(text: str) -> CallGraph:
    return build_graph([SourceModule("app", "app.py", False, read_facts(text.encode()))], Libraries(()))


def _entries(graph: CallGraph) -> int:
    return sum(map(len, graph.solver.points_to))


_SAME_METHOD_WRAPPED_AGAIN = """
class A:
    @staticmethod
    def run(): ...
def wrap():
    A.run = staticmethod(A.run)
    A.run = classmethod(A.run)
    A.run = property(A.run)
    A.run()
wrap()
"""

_HUB = """
def hub(value):
    value.run()
    return value
"""
_USER = """
class C{n}:
    def run(self): return hub(self)
hub(C{n}()).run()
"""

_EXTERNAL_CHAIN = """
import lib
query = lib.query()
while lib.more():
    query = query.filter(1)
    query = query.order(2)
    query = query[0]
"""

_DECORATED = """
def decorate(function):
    def wrapper(*args):
        return function(*args)
    return wrapper
chosen = decorate
"""
_DECORATED_FUNCTION = """
@chosen
def f{n}(other): return other
chosen = f{n}
"""


def test_wrapping_again_ends() -> None:
    assert len(_graph(_SAME_METHOD_WRAPPED_AGAIN).solver.objects) < 200


def test_paths_of_library_values_end() -> None:
    assert len(_graph(_EXTERNAL_CHAIN).solver.objects) < 100


@pytest.mark.parametrize(
    ("once", "many"), [(_HUB, _USER), (_DECORATED, _DECORATED_FUNCTION)], ids=["hub", "decorators"]
)
def test_growth_is_linear(once: str, many: str) -> None:
    sizes = [_entries(_graph(once + "".join(many.format(n=n) for n in range(count)))) for count in (200, 800)]
    assert sizes[1] < sizes[0] * 4 * 1.2


def test_what_did_not_fit_is_told() -> None:
    graph = _graph(_HUB + "".join(_USER.format(n=n) for n in range(100)))
    assert graph.solver.saturated


def test_references_to_references_end() -> None:
    """`weakref.ref` of what may be a reference already, in code that calls itself."""
    graph = _graph(
        "import weakref\n"
        "def hold(value):\n"
        "    return hold(weakref.ref(value))\n"
        "hold(weakref.ref(hold))\n"
    )
    assert len(graph.solver.objects) < 100


def test_only_what_leads_to_a_connection_has_no_limit() -> None:
    solver = _graph("").solver
    connection = solver.intern(Lib("sqlite3.Connection", Root(0, 0, "sqlite3.connect")))
    opener = solver.intern(Func(0, 0, 0))
    limited = [solver.intern(Getter("item", (0,), 0, 0, 0)), solver.intern(Identity("weakref.ref", opener))]
    assert solver.data.issuperset(limited)
    assert solver.data.isdisjoint({connection, solver.intern(Identity("weakref.ref", connection))})
