"""The graph stays small where programs are big: what is counted is objects and entries, never seconds."""

from __future__ import annotations

import pytest

from asyncifier.facts import read_facts
from asyncifier.graph import CallGraph, Site, SourceModule, build_graph
from asyncifier.graph.heap import Bound, External, Func, Getter, Identity, Lib, Root
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


def _class_with_methods(count: int) -> str:
    methods = "".join(f"    def run{n}(self): ...\n" for n in range(count))
    calls = "".join(f"one.run{n}()\n" for n in range(count))
    return f"class A:\n{methods}one = A()\n{calls}"


def test_attributes_that_nothing_stores_have_no_fields() -> None:
    assert not {name for _, name in _graph(_class_with_methods(30)).solver.fields if name.startswith("run")}
    stored = _graph(_class_with_methods(3) + "one.run1 = len\nother = A()\nother.run1()\n")
    assert {name for _, name in stored.solver.fields if name.startswith("run")} == {"run1"}
    call = Site(0, "call", 5)
    assert {type(obj) for _, obj in stored.targets(call)} == {Bound, External}


def test_equal_sets_are_one_object() -> None:
    held = [
        item for item in _graph(_HUB + "".join(_USER.format(n=n) for n in range(9))).solver.points_to if item
    ]
    assert len({id(item) for item in held}) == len(set(held)) < len(held) / 3


_PROXY = """
class Real:
    @property
    def conn(self): return 1
class Proxy:
    def __init__(self): self.real = Real()
    def __getattr__(self, name): return getattr(self.real, name)
proxy = Proxy()
proxy.conn
proxy.conn
Proxy().conn
"""


def test_what_getattr_hands_on_is_found_once_and_told_everywhere() -> None:
    graph = _graph(_PROXY)
    assert [name for _, name, _ in graph.solver.delegated].count("conn") == 1
    read = [load.number for load in graph.modules[0].facts.loads if load.name == "conn"]
    assert len(read) == 3
    for number in read:
        assert [graph.unwrap(obj) for _, obj in graph.targets(Site(0, "load", number))] == [(0, 2)]
