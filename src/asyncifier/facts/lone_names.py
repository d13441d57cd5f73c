"""Which local variables hold one value up to the end of the block that binds them, and not behind it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from asyncifier.numbering import fields_with_children

_SHARED = 1_000_000
"""Added to the count of what `global` and `nonlocal` name."""


def lone_assignments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[int]:
    """The `x = call()` in it, by id, whose `x` nothing binds again in the block, and nothing outside it uses.

    What `x` holds may be closed where the block ends.

        >>> [statement] = ast.parse("def f():\\n    if a:\\n        x = connect()\\n        x.run()").body
        >>> len(lone_assignments(statement))
        1
    """
    candidates = [
        (block, index, statement, name)
        for block in _blocks(function.body)
        for index, statement in enumerate(block)
        if (name := _called_into(statement))
    ]
    if not candidates:
        return frozenset()
    stored, used = _counts(function.body)

    def is_lone(block: Sequence[ast.stmt], index: int, name: str) -> bool:
        if block is function.body and stored[name] == 1:
            return True
        stored_behind, used_behind = _counts(block[index:])
        is_shared = stored[name] > _SHARED or (block is not function.body and used_behind[name] < used[name])
        return stored_behind[name] == 1 and not is_shared

    return frozenset(
        id(statement) for block, index, statement, name in candidates if is_lone(block, index, name)
    )


def _called_into(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()):
            return name
        case _:
            return ""


def _blocks(body: Sequence[ast.stmt]) -> Iterator[Sequence[ast.stmt]]:
    """The block and those inside its statements, without those of nested functions and classes."""
    waiting = [body]
    while waiting:
        block = waiting.pop()
        yield block
        for statement in block:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            waiting += [
                inner for name in ("body", "orelse", "finalbody") if (inner := getattr(statement, name, None))
            ]
            parts = [*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]
            waiting += [part.body for part in parts]


def _counts(body: Sequence[ast.stmt]) -> tuple[Counter[str], Counter[str]]:
    """How often each name is bound or deleted, and how often it stands there at all."""
    stored: Counter[str] = Counter()
    used: Counter[str] = Counter()
    waiting: list[Any] = list(body)
    while waiting:  # not `ast.walk`, which takes five times as long: every function passes here
        node = waiting.pop()
        cls = node.__class__
        if cls is ast.Name:
            name = node.id
            used[name] += 1
            if node.ctx.__class__ is not ast.Load:
                stored[name] += 1
        elif cls is ast.Global or cls is ast.Nonlocal:
            stored.update(dict.fromkeys(node.names, _SHARED))
        elif cls is not ast.Constant:
            for field in fields_with_children(cls):
                value = getattr(node, field, None)
                if value.__class__ is list:
                    waiting += [item for item in value if isinstance(item, ast.AST)]
                elif isinstance(value, ast.AST):
                    waiting.append(value)
    return stored, used
