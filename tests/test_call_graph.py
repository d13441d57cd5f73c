"""What `asyncify callgraph` says who calls: small programs, each with the edges of its module body."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from asyncifier.api import Options, call_graph

_FUNCTIONS = """
def first(): ...
def second(): ...
def third(): ...
"""


def called(tmp_path: Path, source: str, caller: str = "main") -> set[str]:
    """The project functions, and those of other packages, that `caller` calls."""
    (tmp_path / "main.py").write_text(_FUNCTIONS + dedent(source))
    found = call_graph([tmp_path], Options(use_cache=False))[caller]
    return {name.removeprefix("main.") for name in found if not name.startswith("<")}


@pytest.mark.parametrize(
    ("slice_", "expected"),
    [
        ("xs[1:][0]()", {"second"}),
        ("xs[0:1][0]()", {"first"}),
        ("xs[:][2]()", {"third"}),
        ("xs[n:][0]()", {"first", "second", "third"}),
        ("xs[::2][0]()", {"first", "second", "third"}),
        ("xs[:2][2]()", set()),
    ],
)
def test_a_slice_is_a_new_list(tmp_path: Path, slice_: str, expected: set[str]) -> None:
    assert called(tmp_path, f"n = input()\nxs = [first, second, third]\n{slice_}\n") == expected


def test_a_slice_holds_what_is_added_later_but_gives_nothing_back(tmp_path: Path) -> None:
    source = """
    xs = [first]
    ys = xs[:]
    ys.append(second)
    for x in xs: x()
    """
    assert called(tmp_path, source) == {"first"}
    assert called(tmp_path, "xs = []\nxs[1:1] = [first]\nfor x in xs[0:]: x()\n") == {"first"}


@pytest.mark.parametrize("raised", ["A", "alias", "A()", "Exception from A"])
def test_raising_a_class_constructs_it(tmp_path: Path, raised: str) -> None:
    source = f"""
    class A(Exception):
        def __init__(self): ...
    alias = A
    raise {raised}
    """
    assert called(tmp_path, source) == {"A.__init__"}


def test_a_constructor_inherited_from_outside(tmp_path: Path) -> None:
    source = """
    import abc
    from outside import Base
    class A(Base): ...
    class B(A):
        def __init__(self): ...
    class C(abc.ABC): ...
    A(), B(), C()
    """
    assert called(tmp_path, source) == {"outside.Base.__init__", "B.__init__"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f = first\nf = second\nf()", {"second"}),
        ("f = first\nprint()\nf = second\nf()", {"second"}),
        ("d = {'a': first, 'b': third}\nd['a'] = second\nd['a']()", {"second"}),
        ("d = {'a': first}\nd['b'] = third\nd['a'] = second\nd['a']()", {"second"}),
        ("d = {'a': {'b': first}}\nd['a']['b'] = second\nd['a']['b']()", {"second"}),
        # whatever may go on without the second assignment may see the first value
        ("d = {'a': first}\nd['a'] = (lambda: second)()\nd['a']()", {"first", "second", "<lambda1>"}),
        ("d = {'a': first}\nd[input()] = second\nd['a']()", {"first", "second"}),
        ("try:\n f = first\n f = second\nexcept NameError: pass\nf()", {"first", "second"}),
        ("if input():\n f = first\nelse:\n f = second\nf()", {"first", "second"}),
        ("f = first\nif input():\n f = second\nf()", {"first", "second"}),
    ],
)
def test_a_value_replaced_before_anything_can_read_it(
    tmp_path: Path, source: str, expected: set[str]
) -> None:
    assert called(tmp_path, source) == expected


_CLASSES = """
class A:
    def go(self): ...
class B:
    def go(self): ...
class C(B):
    def go(self): ...
def f(x, y=None):
{body}
f(A()), f(B()), f(C())
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if isinstance(x, A): x.go()", "A"),
        ("if isinstance(x, A): pass\nelse: x.go()", "B C"),
        ("if isinstance(x, A): pass\nelif isinstance(x, C): x.go()", "C"),
        ("if not isinstance(x, B): return\nx.go()", "B C"),
        ("if isinstance(x, (A, C)): x.go()", "A C"),
        ("if isinstance(x, A | C): x.go()", "A C"),
        ("if isinstance(x, B) and not isinstance(x, C): x.go()", "B"),
        ("if isinstance(x, A) or isinstance(x, C): return\nx.go()", "B"),
        ("assert isinstance(x, A)\nx.go()", "A"),
        ("if type(x) is A: x.go()", "A"),
        ("isinstance(x, A) and x.go()", "A"),
        ("isinstance(x, A) or x.go()", "B C"),
        ("y = x.go() if isinstance(x, A) else None", "A"),
        ("while isinstance(x, A): x.go()", "A"),
        ("[x.go() for _ in y if isinstance(x, A)]", "A"),
        ("[z.go() for z in [x] if isinstance(z, A)]", "A"),
        ("match x:\n case A(): x.go()", "A"),
        ("match x:\n case A() | C() as z: z.go()", "A C"),
        ("match x:\n case A(): pass\n case _: x.go()", "B C"),
        ("match x:\n case A() if y: pass\n case _: x.go()", "A B C"),
        ("match [x]:\n case [A() as z]: z.go()", "A"),
        ("if isinstance(x, A):\n x = y or x\n x.go()", "A"),
        # what may have changed since the test, or is not known, is not narrowed
        ("if isinstance(x, A):\n for _ in y:\n  x.go()\n  x = y", "A B C"),
        ("if isinstance(x, A):\n z = lambda: x.go()\n z()", "A B C"),
        ("if isinstance(x, A):\n z = (x.go() for _ in y)\n list(z)", "A B C"),
        ("def g():\n nonlocal x\n x = y\nif isinstance(x, A):\n g()\n x.go()", "A B C"),
        ("if isinstance(x, y): x.go()", "A B C"),
        ("if isinstance(x, A): pass\nx.go()", "A B C"),
        ("if isinstance(x, A) and y: return\nx.go()", "A B C"),
        ("try:\n assert isinstance(x, A)\nexcept AssertionError: pass\nx.go()", "A B C"),
        ("if isinstance(x, A) or y: x.go()", "A B C"),
    ],
)
def test_isinstance_narrows(tmp_path: Path, body: str, expected: str) -> None:
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    source = _CLASSES.replace("{body}", indented)
    (tmp_path / "main.py").write_text(source)
    edges = call_graph([tmp_path], Options(use_cache=False))
    found = {name for callees in edges.values() for name in callees if name.endswith(".go")}
    assert found == {f"main.{name}.go" for name in expected.split()}


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("class Base: ...", {"A.go"}),
        ("import abc\nclass Base(abc.ABC): ...", {"A.go", "B.go"}),  # others may be registered with it
        ("import typing\n@typing.runtime_checkable\nclass Base(typing.Protocol): ...", {"A.go", "B.go"}),
        ("from outside import Base", {"A.go", "B.go"}),
    ],
)
def test_abstract_classes_have_instances_that_do_not_inherit(
    tmp_path: Path, declaration: str, expected: set[str]
) -> None:
    source = """
    class A(Base):
        def go(self): ...
    class B:
        def go(self): ...
    def f(x):
        if isinstance(x, Base): x.go()
    f(A()), f(B())
    """
    assert called(tmp_path, f"{declaration}\n{dedent(source)}", "main.f") == expected


def test_isinstance_is_a_fact_where_nothing_else_is_known(tmp_path: Path) -> None:
    source = """
    class A:
        def go(self): ...
    def f(x):
        if isinstance(x, A): x.go()
    """
    assert called(tmp_path, source, "main.f") == {"A.go"}


def test_patterns_take_values_apart(tmp_path: Path) -> None:
    source = """
    from dataclasses import dataclass
    @dataclass
    class Pair:
        left: object
        right: object
    match Pair(first, second):
        case Pair(left=x): x()
    match Pair(None, second):
        case Pair(_, x): x()
    match [third, None]:
        case [x, *_]: x()
    """
    assert called(tmp_path, source) == {"first", "second", "third"}
    source = """
    match {"a": first, "b": second}:
        case {"b": x}: x()
    """
    assert called(tmp_path, source) == {"second"}


def test_an_annotated_value_may_be_of_a_subclass(tmp_path: Path) -> None:
    source = """
    class Base: ...
    class A(Base):
        def go(self): ...
    def f(x: Base):
        if isinstance(x, A): x.go()
    """
    assert called(tmp_path, source, "main.f") == {"A.go"}


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ("    run = attr.ib()\n    other = attr.ib(default=None)", "Job(first)"),
        ("    name = attr.ib(init=False)\n    run = attr.ib()", "Job(first, second)"),
        (
            "    name: str = attr.field(kw_only=True)\n    run: object = attr.field()",
            "Job(first, name=second)",
        ),
        ("    limit = 3\n    run = attr.ib()", "Job(first)"),
        ("    run = attr.ib()", "attr.evolve(Job(None), run=first)"),
    ],
)
def test_fields_of_attrs(tmp_path: Path, body: str, call: str) -> None:
    source = f"import attr\n@attr.s\nclass Job:\n{body}\n{call}.run()\n"
    assert called(tmp_path, source) & {"first", "second", "third"} == {"first"}


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ("mode: Literal['a'] = 'a'\n    run: object = None", "Job('a', first)"),
        ("limit: ClassVar[int] = 3\n    run: object = None", "Job(first)"),
        ("limit: 'typing.ClassVar[int]' = 3\n    run: Unknown = None", "Job(first)"),
        ("name: str = field(default='', kw_only=True)\n    run: object = None", "Job(first, name=second)"),
        ("name: str = field(init=False)\n    run: object = None", "Job(first)"),
        ("run: object\n    _: KW_ONLY\n    name: str = ''", "Job(first, name=second)"),
    ],
)
def test_fields_of_dataclasses(tmp_path: Path, body: str, call: str) -> None:
    source = f"""
    import typing
    from dataclasses import KW_ONLY, dataclass, field
    from typing import ClassVar, Literal
    @dataclass
    class Job:
        {body.replace(chr(10), chr(10) + '    ')}
    {call}.run()
    """
    assert called(tmp_path, source) & {"first", "second", "third"} == {"first"}
