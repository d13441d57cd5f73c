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

_Names: TypeAlias = Mapping[str, ast.expr | None]
"""Each name that a scope binds, with its only value; None where there are others."""

_DEPTH = 20
"""How far names are followed to names."""


def known_texts(tree: ast.Module) -> dict[int, str]:
    """By the id of an argument of a call that is no literal itself: the text that it always is."""
    scopes = _Scopes(tree)
    found: dict[int, str] = {}
    for chain, argument in scopes.arguments:
        text = _text(argument, scopes, chain, _DEPTH)
        if text is not None:
            found[id(argument)] = text
    return found


class _Scopes:
    """What the scopes of a file bind, each looked at when a name is first wanted there."""

    def __init__(self, tree: ast.Module) -> None:
        self.arguments: list[tuple[tuple[ast.AST, ...], ast.expr]] = []
        """Arguments that may be texts, with the scopes around them, the innermost last."""
        self._bound: dict[int, _Names] = {}
        self._outside: set[str] = set()
        """Names that a function declares to be those of a scope around it."""
        self._texts: set[str] = set()
        """Names that some assignment in the file gives a text."""
        self._gather(tree, (tree,))
        self.arguments = [
            (chain, argument)
            for chain, argument in self.arguments
            if not isinstance(argument, ast.Name) or argument.id in self._texts
        ]

    def _gather(self, node: ast.AST, chain: tuple[ast.AST, ...]) -> None:
        waiting = [(node, chain)]
        while waiting:
            node, chain = waiting.pop()
            if isinstance(node, ast.Call):
                every = [*node.args, *(keyword.value for keyword in node.keywords)]
                self.arguments += [
                    (chain, argument) for argument in every if isinstance(argument, _MAY_BE_TEXTS)
                ]
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if isinstance(node.value, (*_MAY_BE_TEXTS, ast.Constant)):
                    self._texts.update(target.id for target in targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.Global | ast.Nonlocal):
                self._outside.update(node.names)
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                chain = (*chain, node)
            for field in node._fields:
                child = getattr(node, field, None)
                if child.__class__ is list:
                    waiting += [(item, chain) for item in child if item.__class__ not in _LEAVES]
                elif isinstance(child, ast.AST) and child.__class__ not in _LEAVES:
                    waiting.append((child, chain))

    def value(self, name: str, chain: tuple[ast.AST, ...]) -> tuple[ast.expr, tuple[ast.AST, ...]] | None:
        """The one value of the name, and the scopes that it stands in."""
        if name in self._outside:
            return None
        for level in range(len(chain) - 1, -1, -1):
            scope = chain[level]
            bound = self._bound.get(id(scope))
            if bound is None:
                bound = self._bound[id(scope)] = _bound(scope)
            if name in bound:
                only = bound[name]
                # what a class binds is seen in its own block only, and a method may mean another
                is_seen = only is not None and not isinstance(scope, ast.ClassDef)
                return (only, chain[: level + 1]) if is_seen and only is not None else None
        return None


_LEAVES = frozenset(
    {ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.arg, ast.Pass, ast.alias, ast.Import, ast.ImportFrom,
     str, int, type(None), ast.Add, ast.Eq, ast.Is, ast.In, ast.Not, ast.And, ast.Or}
)  # fmt: skip
"""What holds no calls and no assignments: every node of every file passes here."""
_MAY_BE_TEXTS = (ast.Name, ast.JoinedStr, ast.BinOp, ast.Call)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


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


def _text(node: ast.expr, scopes: _Scopes, chain: tuple[ast.AST, ...], depth: int) -> str | None:
    """What the expression is, if that is always the same text."""
    if depth == 0:
        return None
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.Name(id=name):
            only = scopes.value(name, chain)
            return None if only is None else _text(only[0], scopes, only[1], depth - 1)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_text(left, scopes, chain, depth - 1), _text(right, scopes, chain, depth - 1)])
        case ast.JoinedStr(values=parts):
            return _joined([_part(part, scopes, chain, depth - 1) for part in parts])
        case ast.Call(func=ast.Attribute(value=receiver, attr="format"), args=args, keywords=keywords):
            return _formatted(receiver, args, keywords, scopes, chain, depth - 1)
        case ast.Call(func=ast.Attribute(value=receiver, attr="strip"), args=[], keywords=[]):
            text = _text(receiver, scopes, chain, depth - 1)
            return None if text is None else text.strip()
        case _:
            return None


def _joined(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None


def _part(part: ast.expr, scopes: _Scopes, chain: tuple[ast.AST, ...], depth: int) -> str | None:
    """A part of an f-string: its text, or `{NAME}`."""
    if isinstance(part, ast.FormattedValue):
        is_plain = part.conversion in (-1, 115) and part.format_spec is None
        return _text(part.value, scopes, chain, depth) if is_plain else None
    return _text(part, scopes, chain, depth)


def _formatted(
    receiver: ast.expr,
    args: list[ast.expr],
    keywords: list[ast.keyword],
    scopes: _Scopes,
    chain: tuple[ast.AST, ...],
    depth: int,
) -> str | None:
    text = _text(receiver, scopes, chain, depth)
    positional = [_text(arg, scopes, chain, depth) for arg in args]
    named = {keyword.arg or "": _text(keyword.value, scopes, chain, depth) for keyword in keywords}
    if text is None or None in positional or None in named.values() or "" in named:
        return None
    try:
        return text.format(*positional, **named)
    except (LookupError, ValueError, AttributeError):
        return None
