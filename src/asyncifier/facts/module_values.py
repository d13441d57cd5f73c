"""The values that a module makes once, at its top, under a name of their own: connections, clients, pools."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from asyncifier.facts.values import ModuleValue

_NO_CONNECTIONS = frozenset(
    {"getLogger", "logging", "re", "os", "Path", "pathlib", "typing", "TypeVar", "ParamSpec", "namedtuple",
     "collections", "enum", "decimal", "datetime", "itertools", "struct", "frozenset", "set", "dict", "list",
     "tuple", "object"}
)  # fmt: skip
"""First names of callees that give nothing to wait for. Every use of a value is noted: of a logger, hundreds."""


def module_values(
    tree: ast.Module, numbers: Mapping[int, int], replaced: frozenset[int] = frozenset()
) -> Iterator[ModuleValue]:
    """Each `name = …` of the module's own block with a call in it, whose name its own scope binds nowhere else.

    `numbers` are those of the pieces, by id. Of the aliases in `replaced`, by id, nothing is left when functions run.
    A function may still declare the name `global`.

        >>> tree = ast.parse("conn = connect()\\nconn.autocommit = True\\ndef f(): return conn")
        >>> [(value.name, value.count) for value in module_values(tree, {id(tree.body[0]): 0})]
        [('conn', 2)]
    """
    candidates: dict[int, str] = {}
    for index, statement in enumerate(tree.body):
        name = _made_name(statement, frozenset(candidates.values()))
        if name:
            candidates[index] = name
    if not candidates:
        return
    bound = _bound_names(tree, replaced)
    lines = Counter(line for statement in tree.body for line in {statement.lineno, statement.end_lineno})
    for index, name in candidates.items():
        statement = tree.body[index]
        count = 1
        exits: list[int] = []
        while index + count < len(tree.body):
            if _registers_end(tree.body[index + count], name):
                exits.append(count)
            elif not _acts_on(tree.body[index + count], name):
                break
            count += 1
        last = tree.body[index + count - 1]
        end_line = last.end_lineno or last.lineno
        shares_a_line = any(lines[item.lineno] > 1 for item in tree.body[index : index + count])
        if bound[name] == 1 and not shares_a_line:
            yield ModuleValue(name, numbers[id(statement)], count, statement.lineno, end_line, tuple(exits))


def _made_name(statement: ast.stmt, known: frozenset[str]) -> str:
    """The name, if the statement gives one a value that a call makes, or that comes from one of those `known`."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(
            target=ast.Name(id=name), value=ast.expr() as value
        ):
            return (
                name if any(_may_connect(node) or _is_one_of(node, known) for node in ast.walk(value)) else ""
            )
        case _:
            return ""


def _is_one_of(node: ast.AST, names: frozenset[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _may_connect(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    first: ast.expr = node.func
    while isinstance(first, ast.Attribute | ast.Call | ast.Subscript):
        first = first.func if isinstance(first, ast.Call) else first.value
    return not (isinstance(first, ast.Name) and first.id in _NO_CONNECTIONS)


def _registers_end(statement: ast.stmt, name: str) -> bool:
    """`atexit.register(name.close)`."""
    match statement:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id="atexit"), attr="register"),
                args=[ast.Attribute(value=ast.Name(id=owner))],
                keywords=[],
            )
        ):
            return owner == name
        case _:
            return False


def _acts_on(statement: ast.stmt, name: str) -> bool:
    """`name.x = …` or `name.y(…)`."""
    match statement:
        case ast.Assign(targets=[ast.Attribute() as node]) | ast.Expr(
            value=ast.Call(func=ast.Attribute() as node)
        ):
            first: ast.expr = node
            while isinstance(first, ast.Attribute):
                first = first.value
            return isinstance(first, ast.Name) and first.id == name
        case _:
            return False


def _bound_names(tree: ast.Module, replaced: frozenset[int]) -> Counter[str]:
    """How often each name is bound in the module's scope; what functions declare `global` is known elsewhere."""
    found: Counter[str] = Counter()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found[node.name] += 1
                continue
            case ast.Lambda() | ast.Constant():
                continue
            case ast.Name():
                found[node.id] += not isinstance(node.ctx, ast.Load)
                continue
            case ast.Import() | ast.ImportFrom():
                found.update(
                    alias.asname or alias.name.partition(".")[0]
                    for alias in node.names
                    if id(alias) not in replaced
                )
                continue
            case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() if node.name:
                found[node.name] += 1
            case ast.MatchMapping() if node.rest:
                found[node.rest] += 1
        waiting += ast.iter_child_nodes(node)
    return found
