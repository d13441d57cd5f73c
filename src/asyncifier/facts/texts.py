"""Texts that are always the same, wherever they stand: names of constants, joined and formatted ones.

    TABLE = "item"
    QUERY = f"SELECT * FROM {TABLE}"
    cur.execute(QUERY + " LIMIT 1")     # always "SELECT * FROM item LIMIT 1"

A name counts when its scope binds it once, by an assignment: whoever reads it without an error gets that text.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

_Names: TypeAlias = Mapping[str, ast.expr | None]
"""Each name that a scope binds, with its only value; None where there are others."""

_DEPTH = 20
"""How far names are followed to names."""


class Texts:
    """The texts that expressions of one file always are; each scope is looked at when a name is first wanted in it.

    `names` are those that some assignment in the file gives what may be a text, and `outside` those that a function
    declares to be of a scope around it.
    """

    def __init__(self, names: Collection[str], outside: Collection[str]) -> None:
        self._names = names
        self._outside = outside
        self._bound: dict[int, _Names] = {}

    def of(self, expression: ast.expr, scopes: tuple[ast.AST, ...]) -> str | None:
        """The text of `expression`, which stands in the last of `scopes`; None where it is none, or varies."""
        if isinstance(expression, ast.Name) and expression.id not in self._names:
            return None
        return _text(expression, self, scopes, _DEPTH)

    def value(self, name: str, scopes: tuple[ast.AST, ...]) -> tuple[ast.expr, tuple[ast.AST, ...]] | None:
        """The one value of the name, and the scopes that it stands in."""
        if name in self._outside or name not in self._names:
            return None
        for level in range(len(scopes) - 1, -1, -1):
            scope = scopes[level]
            bound = self._bound.get(id(scope))
            if bound is None:
                bound = self._bound[id(scope)] = _bound(scope)
            if name in bound:
                only = bound[name]
                # what a class binds is seen in its own block only, and a method may mean another
                is_seen = only is not None and not isinstance(scope, ast.ClassDef)
                return (only, scopes[: level + 1]) if is_seen and only is not None else None
        return None


MAY_BE_TEXTS = (ast.Name, ast.JoinedStr, ast.BinOp, ast.Call)
"""What `Texts` may know the text of, besides literals."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def names_of_other_scopes(tree: ast.Module) -> set[str]:
    """The names in `global` and `nonlocal` statements."""
    return {
        name for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names
    }


def _bound(scope: ast.AST) -> _Names:
    names: Counter[str] = Counter()
    values: dict[str, ast.expr] = {}
    if isinstance(scope, _FUNCTIONS):
        args = scope.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        names.update(arg.arg for arg in every if arg is not None)
    for node in _own_nodes(scope):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(
                target=ast.Name(id=name), value=ast.expr() as value
            ):
                values[name] = value
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names.update((alias.asname or alias.name).partition(".")[0] for alias in aliases)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names[name] += 1
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                names[name] += 1
    return {name: values.get(name) if count == 1 else None for name, count in names.items()}


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in the scope itself: no bodies of functions and classes."""
    body = getattr(scope, "body", [])
    waiting: list[ast.AST] = list(body) if isinstance(body, list) else [body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)


def _text(node: ast.expr, texts: Texts, scopes: tuple[ast.AST, ...], depth: int) -> str | None:
    """What the expression is, if that is always the same text."""
    if depth == 0:
        return None
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.Name(id=name):
            only = texts.value(name, scopes)
            return None if only is None else _text(only[0], texts, only[1], depth - 1)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_text(left, texts, scopes, depth - 1), _text(right, texts, scopes, depth - 1)])
        case ast.JoinedStr(values=parts):
            return _joined([_part(part, texts, scopes, depth - 1) for part in parts])
        case ast.Call(func=ast.Attribute(value=receiver, attr="format"), args=args, keywords=keywords):
            return _formatted(receiver, args, keywords, texts, scopes, depth - 1)
        case ast.Call(func=ast.Attribute(value=receiver, attr="strip"), args=[], keywords=[]):
            text = _text(receiver, texts, scopes, depth - 1)
            return None if text is None else text.strip()
        case _:
            return None


def _joined(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None


def _part(part: ast.expr, texts: Texts, scopes: tuple[ast.AST, ...], depth: int) -> str | None:
    """A part of an f-string: its text, or `{NAME}`."""
    if isinstance(part, ast.FormattedValue):
        is_plain = part.conversion in (-1, 115) and part.format_spec is None
        return _text(part.value, texts, scopes, depth) if is_plain else None
    return _text(part, texts, scopes, depth)


def _formatted(
    receiver: ast.expr,
    args: list[ast.expr],
    keywords: list[ast.keyword],
    texts: Texts,
    scopes: tuple[ast.AST, ...],
    depth: int,
) -> str | None:
    text = _text(receiver, texts, scopes, depth)
    positional = [_text(arg, texts, scopes, depth) for arg in args]
    named = {keyword.arg or "": _text(keyword.value, texts, scopes, depth) for keyword in keywords}
    if text is None or None in positional or None in named.values() or "" in named:
        return None
    try:
        return text.format(*positional, **named)
    except (LookupError, ValueError, AttributeError):
        return None
