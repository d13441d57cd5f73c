"""Imports whose name the module itself soon uses for something else: `pool = pool.ThreadedConnectionPool(…)`."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from asyncifier.facts.type_tests import bound_by

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)


def replaced_imports(body: Sequence[ast.stmt], rebound: Collection[str]) -> frozenset[int]:
    """The aliases, by id, of a module's own block that only the statements up to the next assignment can see.

    No function that stands before that assignment mentions the name, so all of them see what it is later.

        >>> tree = ast.parse("from lib import pool\\npool = pool.Pool()\\ndef f(): return pool")
        >>> len(replaced_imports(tree.body, {"pool"}))
        1
    """
    found: set[int] = set()
    for index, statement in enumerate(body if rebound else ()):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                local = alias.asname or alias.name.partition(".")[0]
                if local in rebound and _is_replaced(local, body[index + 1 :]):
                    found.add(id(alias))
    return frozenset(found)


def _is_replaced(name: str, following: Sequence[ast.stmt]) -> bool:
    for statement in following:
        if any(isinstance(node, _NESTED) and _mentions(node, name) for node in ast.walk(statement)):
            return False
        if name in bound_by(statement):
            return isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in statement.targets
            )
    return False


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))
