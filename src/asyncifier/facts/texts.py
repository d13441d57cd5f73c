"""Texts that are always the same, wherever they stand: names of constants, joined and formatted ones.

    >>> tree = ast.parse("TABLE = 'item'\\nQUERY = f'SELECT * FROM {TABLE}'\\ncur.execute(QUERY + ' LIMIT 1')")
    >>> list(known_texts(tree).values())
    ['SELECT * FROM item LIMIT 1']

A name counts when its scope binds it once, by an assignment: whoever reads it without an error gets that text.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Names: TypeAlias = Mapping[str, ast.expr | None]
"""Each name that a scope binds, with its only value; None where there are others."""

_DEPTH = 20
"""How far names are followed to names."""


def known_texts(tree: ast.Module) -> dict[int, str]:
    """By the id of an argument of a call that is no literal itself: the text that it always is."""
    found: dict[int, str] = {}
    for scopes, call in _calls(tree, (_bound(tree),)):
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            if isinstance(argument, ast.Constant | ast.Starred):
                continue
            text = _text(argument, scopes, _DEPTH)
            if text is not None:
                found[id(argument)] = text
    return found


def _calls(node: ast.AST, scopes: tuple[_Names, ...]) -> Iterator[tuple[tuple[_Names, ...], ast.Call]]:
    """The calls below `node`, with the scopes that names in them are looked up in, the innermost last."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield scopes, child
        if isinstance(child, _Function):
            yield from _calls(child, (*scopes, _bound(child)))
        elif isinstance(child, ast.ClassDef):
            # its names are seen in its own block only, and what follows in methods may mean others
            yield from _calls(child, (*scopes, dict.fromkeys(_bound(child))))
        else:
            yield from _calls(child, scopes)


def _bound(scope: ast.AST) -> _Names:
    names: Counter[str] = Counter()
    values: dict[str, ast.expr] = {}
    if isinstance(scope, _Function):
        args = scope.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        names.update(arg.arg for arg in every if arg is not None)
    for node in _own_nodes(scope):
        match node:
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
            case ast.Global(names=declared) | ast.Nonlocal(names=declared):
                names.update(declared * 2)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names[node.id] += 1
    for name in _rebound_below(scope):
        names[name] += 2
    return {name: values.get(name) if count == 1 else None for name, count in names.items()}


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in the scope itself: no bodies of functions and classes."""
    bodies = scope.body if not isinstance(scope, ast.Lambda) and hasattr(scope, "body") else [scope]
    waiting = list(bodies) if isinstance(bodies, list) else [bodies]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _rebound_below(scope: ast.AST) -> Iterator[str]:
    """Names that functions inside declare to be those of a scope around them."""
    wanted = ast.Global if isinstance(scope, ast.Module) else ast.Nonlocal
    for node in ast.walk(scope):
        if isinstance(node, wanted):
            yield from node.names


def _text(node: ast.expr, scopes: tuple[_Names, ...], depth: int) -> str | None:
    """What the expression is, if that is always the same text."""
    if depth == 0:
        return None
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.Name(id=name):
            for level in range(len(scopes) - 1, -1, -1):
                if name in scopes[level]:
                    only = scopes[level][name]
                    return None if only is None else _text(only, scopes[: level + 1], depth - 1)
            return None
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_text(left, scopes, depth - 1), _text(right, scopes, depth - 1)])
        case ast.JoinedStr(values=parts):
            return _joined([_part(part, scopes, depth - 1) for part in parts])
        case ast.Call(func=ast.Attribute(value=receiver, attr="format"), args=args, keywords=keywords):
            return _formatted(receiver, args, keywords, scopes, depth - 1)
        case ast.Call(func=ast.Attribute(value=receiver, attr="strip"), args=[], keywords=[]):
            text = _text(receiver, scopes, depth - 1)
            return None if text is None else text.strip()
        case _:
            return None


def _joined(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None


def _part(part: ast.expr, scopes: tuple[_Names, ...], depth: int) -> str | None:
    """A part of an f-string: its text, or `{NAME}`."""
    if isinstance(part, ast.FormattedValue):
        is_plain = part.conversion in (-1, 115) and part.format_spec is None
        return _text(part.value, scopes, depth) if is_plain else None
    return _text(part, scopes, depth)


def _formatted(
    receiver: ast.expr,
    args: list[ast.expr],
    keywords: list[ast.keyword],
    scopes: tuple[_Names, ...],
    depth: int,
) -> str | None:
    text = _text(receiver, scopes, depth)
    positional = [_text(arg, scopes, depth) for arg in args]
    named = {keyword.arg or "": _text(keyword.value, scopes, depth) for keyword in keywords}
    if text is None or None in positional or None in named.values() or "" in named:
        return None
    try:
        return text.format(*positional, **named)
    except (LookupError, ValueError, AttributeError):
        return None
