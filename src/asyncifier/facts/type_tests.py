"""What the tests in a program tell of the types of its names: `isinstance(x, A)`, `type(x) is A`, `case A():`.

    if not isinstance(x, A):
        return
    x.close()  # x is an A

Only plain names and classes that are named are read; everything else tells nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from asyncifier.numbering import fields_with_children

_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class TypeTest:
    """`name` is an instance of one of the classes, or of none of them."""

    name: str
    classes: tuple[ast.expr, ...]
    is_instance: bool = True

    @property
    def negated(self) -> TypeTest:
        return replace(self, is_instance=not self.is_instance)


Tests = tuple[Sequence[TypeTest], Sequence[TypeTest]]
_NOTHING: Tests = ((), ())


def type_tests(node: ast.expr) -> Tests:
    """(what holds where the expression is true, what holds where it is false)."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            when, otherwise = type_tests(operand)
            return otherwise, when
        case ast.BoolOp(op=operator, values=values):
            parts = [type_tests(value) for value in values]
            if isinstance(operator, ast.And):
                return [test for when, _ in parts for test in when], ()
            return (), [test for _, otherwise in parts for test in otherwise]
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), cls], keywords=[]):
            classes = _classes(cls)
            test = TypeTest(name, classes)
            return ((test,), (test.negated,)) if classes else _NOTHING
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=name)], keywords=[]),
            ops=[ast.Is() | ast.Eq()],
            comparators=[cls],
        ):
            classes = _classes(cls)
            return ((TypeTest(name, classes),), ()) if classes else _NOTHING
    return _NOTHING


def tests_passed(node: ast.stmt) -> Sequence[TypeTest]:
    """What holds behind the statement: `assert isinstance(x, A)`, `if not isinstance(x, A): return`."""
    if isinstance(node, ast.Assert):
        return type_tests(node.test)[0]
    if not isinstance(node, ast.If):
        return ()
    when, otherwise = type_tests(node.test)
    if _ends(node.body):
        found, through = otherwise, node.orelse
    elif _ends(node.orelse):
        found, through = when, node.body
    else:
        return ()
    bound = frozenset[str]().union(*map(bound_by, through)) if found else frozenset[str]()
    inner = tests_passed(through[0]) if len(through) == 1 else ()
    return [*(test for test in found if test.name not in bound), *inner]


def pattern_tests(name: str, pattern: ast.pattern) -> Sequence[TypeTest]:
    """What holds of the subject in a case with this pattern."""
    match pattern:
        case ast.MatchAs(pattern=inner) if inner is not None:
            return pattern_tests(name, inner)
        case ast.MatchClass(cls=cls):
            classes = _classes(cls)
        case ast.MatchOr(patterns=patterns):
            parts = [pattern_tests(name, part) for part in patterns]
            classes = (
                tuple(cls for part in parts for test in part for cls in test.classes) if all(parts) else ()
            )
        case _:
            classes = ()
    return (TypeTest(name, classes),) if classes else ()


def is_exhaustive(pattern: ast.pattern) -> bool:
    """The pattern takes every instance of its classes: `A()`, `A() | B()`, `A() as a`."""
    match pattern:
        case ast.MatchAs(pattern=inner) if inner is not None:
            return is_exhaustive(inner)
        case ast.MatchOr(patterns=patterns):
            return all(map(is_exhaustive, patterns))
        case ast.MatchClass(patterns=[], kwd_patterns=[]):
            return True
    return False


def bound_by(statement: ast.AST, walrus: bool = True) -> frozenset[str]:
    """The names that a statement, or any part of it, may bind; "*" stands for names nobody knows.

    Without a `walrus` in the file no expression is looked into: most of a program is expressions.
    """
    names: set[str] = set()
    waiting: list[Any] = [statement]
    while waiting:
        node = waiting.pop()
        cls = node.__class__
        if cls is ast.Name:
            if node.ctx.__class__ is not ast.Load:
                names.add(node.id)
            continue
        if cls is ast.FunctionDef or cls is ast.AsyncFunctionDef or cls is ast.ClassDef:
            names.add(node.name)
        elif cls is ast.alias:
            names.add(node.asname or node.name.partition(".")[0])
        elif cls is ast.ExceptHandler or cls is ast.MatchAs or cls is ast.MatchStar:
            names.add(node.name or "")
        elif cls is ast.MatchMapping:
            names.add(node.rest or "")
        fields = fields_with_children(cls) if walrus else _BINDING_FIELDS.get(cls, ())
        for field in fields:
            value = getattr(node, field, None)
            if value.__class__ is list:
                waiting += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)
    return frozenset(names - {""})


_EXPRESSIONS = frozenset(
    {"value", "test", "iter", "context_expr", "annotation", "decorator_list", "bases", "keywords", "args", "returns",
     "exc", "cause", "msg", "subject", "guard", "type", "cls", "keys", "slice", "type_params"}
)  # fmt: skip
_BINDING_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    cls: tuple(field for field in fields_with_children(cls) if field not in _EXPRESSIONS)  # type: ignore[arg-type]
    for cls in vars(ast).values()
    if isinstance(cls, type)
    and issubclass(cls, ast.stmt | ast.excepthandler | ast.pattern | ast.match_case | ast.withitem)
    and not issubclass(cls, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
}
_BINDING_FIELDS |= {ast.Tuple: ("elts",), ast.List: ("elts",), ast.Starred: ("value",)}
"""By class of node, the fields below which names are bound without `:=`."""


def _ends(body: Sequence[ast.stmt]) -> bool:
    """Nothing runs behind the block after it."""
    if not body:
        return False
    last = body[-1]
    return isinstance(last, _ENDS) or (isinstance(last, ast.If) and _ends(last.body) and _ends(last.orelse))


def _classes(node: ast.expr) -> tuple[ast.expr, ...]:
    """The classes in `A`, `(A, m.B)` and `A | B`; () when one of them is no plain name."""
    match node:
        case ast.Tuple(elts=elements):
            parts = [_classes(element) for element in elements]
            return tuple(cls for part in parts for cls in part) if all(parts) else ()
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            first, second = _classes(left), _classes(right)
            return (*first, *second) if first and second else ()
    return (node,) if _is_dotted(node) else ()


def _is_dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
