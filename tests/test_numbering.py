"""`ast` and libcst give every piece the same number."""

from __future__ import annotations

import ast
import sys

import libcst as cst
import pytest

from asyncifier.numbering import ordered_children, walk_in_order
from asyncifier.rewrite.deep import with_deep_stack
from asyncifier.rewrite.pieces import disagreement
from test_rewrite import library_files, parsable

NASTIES = {
    "ternary": "a() if b() else c()",
    "dict": "{a(): b(), **c(), d(): e()}",
    "calls": "f(a(), *b(), k=c(), **d()); g(k=a(), *b(), m=c()); print(x, *a, k=1)",
    "parameters": "def f(a: A() = 1, /, b: B() = b(), *c: C(), d: D() = d(), e, **g: G()) -> R(): return x.y",
    "lambda": "lambda a=f(), /, b=g(), *c, d=h(), **e: i(a, lambda: j())",
    "decorators": "@a(b())\n@c.d\nclass X(E(), metaclass=M(), **k()):\n    @f()\n    def g(self): return h()",
    "comprehensions": "{a(): b() for c() [0] in d() if e() if f() for g in h()}; [x for y in z() for x in y]",
    "generators": "any(f(x) for x in g(y for y in h()))",
    "f-strings": "f'{a()!r:>{b()}}' 'x' f'{d()}{e.f=}' rf\"{g()}\"",
    "imports": "import a.b as c, d\nfrom .e.f import g as h, (i)\nfrom . import *".replace("(i)", "i"),
    "constants": "True; False; None; ...; __debug__; NotImplemented",
    "except": "try: a()\nexcept b.c as d: e(d)\nexcept (f, g()): pass\nelse: h()\nfinally: i()",
    "with": "with a() as b, c() as d.e, f() as (g, h): i()",
    "scopes": "def f():\n    global a, b\n    def g():\n        nonlocal_ = 1\n    return a",
    "match": (
        "match f():\n    case {'a': A.b(c=d), 1: [*_, e], **rest} if g(): pass\n"
        "    case (x | y.z) as w: pass\n    case -1 | 1+2j | None | 'a' 'b': pass"
    ).replace("(x | y.z)", "(1 | y.z)"),
    "assignments": "a.b: C() = d()\ne = f.g = h()\ni[j()] += k()\nl: int\n(m := n())",
    "yields": "def f():\n    x = yield from a()\n    yield b\n    yield\n    return (yield)",
    "async": "async def f():\n    async with a(): await c()\n    async for d in e(): [f async for g in h()]",
    "chains": "a < b() <= c; a and b() or not c(); -a() ** -b(); x[a():b():c(), d()]; *a, b = c()",
    "statements": "del a.b, c[d()]; assert a(), b(); raise c() from d()\nwhile a(): pass\nelse: b()",
    "strings": "def f(x: 'A.b') -> 'C': ...",
    "in brackets": "A = B[['C'], 'D' 'E', b'f']\ng['h']['i':'j', k['l']] = 'm'; n('o')[p('q')]; f'{r}' 's'",
    "quoted": (
        "def f(x: 'A' 'B' = 'c', *y: D['E', b'x'], **z: 'F' | G[f'{h['i']}']) -> J[K, 'L'] | 'M': 'no'\n"
        "n: 'O' = 'p'\nz = f'{y[\"i\"]}'\nq.r: list['S']\nt['u']: 'V'"
    ).replace("f'{h['i']}'", "f'{h[\"i\"]}'"),
}
if sys.version_info >= (3, 11):
    NASTIES["except star"] = "try: a()\nexcept* b.c as d: e(d)"
if sys.version_info >= (3, 12):
    NASTIES["type parameters"] = (
        "type X[T: a.b, *U, **V] = c[T]\ndef f[T: (d, e)](x: T) -> g: ...\nclass C[T](B): ..."
    )
    NASTIES["nested quotes"] = "f'{a['b']()}{f'{c()}'}'"


@pytest.mark.parametrize("source", NASTIES.values(), ids=NASTIES)
def test_hand_written(source: str) -> None:
    assert disagreement(ast.parse(source), cst.parse_module(source)) is None


def test_a_disagreement_is_told() -> None:
    assert (
        disagreement(ast.parse("f(g())"), cst.parse_module("g(f())"))
        == "call 0 is f for Python and g for libcst"
    )
    assert disagreement(ast.parse("f()"), cst.parse_module("f"))


@pytest.mark.parametrize(
    ("start", "step"),
    [(3, 200), *(pytest.param(start, 40, marks=pytest.mark.slow) for start in (3, 13, 23, 33))],
)
def test_standard_library(start: int, step: int) -> None:
    def check() -> int:
        checked = 0
        for path, source, tree in parsable(library_files(step, start)):
            assert disagreement(tree, cst.parse_module(source)) is None, path
            checked += 1
        return checked

    assert with_deep_stack(check) > 3


def test_children_come_in_source_order() -> None:
    for _, _, tree in parsable(library_files(step=100)):
        for node in walk_in_order(tree):
            if isinstance(node, ast.JoinedStr | ast.arguments):
                continue  # before Python 3.12 the parts of an f-string have made-up positions
            starts = [
                (c.lineno, c.col_offset) for c in ordered_children(node) if isinstance(c, ast.expr | ast.stmt)
            ]
            if not isinstance(node, ast.FormattedValue):
                assert starts == sorted(starts) or _decorated(node)


def _decorated(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)


def test_no_child_is_lost() -> None:
    for _, _, tree in parsable(library_files(step=100)):
        ours = {id(node) for node in walk_in_order(tree)}
        leaves = ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop
        assert ours == {id(node) for node in ast.walk(tree) if not isinstance(node, leaves)}
