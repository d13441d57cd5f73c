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
        ("d = {'a': first, 'b': third}\nd['a'] = second\nd['a']()", {"second"}),
        ("d = {'a': first}\nd['b'] = third\nd['a'] = second\nd['a']()", {"second"}),
        ("d = {'a': {'b': first}}\nd['a']['b'] = second\nd['a']['b']()", {"second"}),
        # whatever may run in between, or go on without the second assignment, may see the first value
        ("f = first\nprint()\nf = second\nf()", {"first", "second"}),
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
