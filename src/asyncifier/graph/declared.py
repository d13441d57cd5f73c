"""Types that the user declares under `[tool.asyncify.types]`: for which nodes, and which objects they stand for.

    "app.repo.Repo.conn" = "psycopg2.extensions.connection"      an attribute
    "app.repo.find(db)" = "psycopg2.extensions.connection"       a parameter
    "app.db.get()" = "psycopg2.extensions.connection | None"     what a function returns
    "app.db.POOL" = "list[psycopg2.extensions.connection]"       a variable of a module
    "app.main.run.plugin" = "app.plugins.csv"                    a variable of a function; the type is a module

A declaration is the last word: of what flows there only values of that type are let through.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncifier.graph.heap import (
    Bound,
    Class,
    Constant,
    Container,
    External,
    ExternalValue,
    Func,
    Inst,
    Lib,
    LibMethod,
    Module,
    Object,
    Root,
)

if TYPE_CHECKING:
    from asyncifier.graph.solve import Solver

_CONTAINERS = {"list": "list", "set": "set", "frozenset": "set", "tuple": "tuple", "dict": "dict"}
_FIRST_NODE = -30_000_000  # of the containers that only a declaration makes


@dataclass(frozen=True)
class Misdeclared:
    """A line of `[tool.asyncify.types]` that says nothing, and why."""

    name: str
    type: str
    problem: str
    is_unknown_name: bool
    """The left side is at fault, not the type."""


def declared_nodes(solver: Solver, name: str) -> list[int]:
    """The nodes of the attribute, parameter, return value or variable `name`; none when there is no such thing."""
    if "(" in name:
        function, _, param = name.rstrip(")").partition("(")
        return [
            node for index, rest in _splits(solver, function) for node in _of_call(solver, index, rest, param)
        ]
    return [node for index, rest in _splits(solver, name) for node in _of_variable(solver, index, rest)]


def _splits(solver: Solver, name: str) -> Iterator[tuple[int, str]]:
    """(module, rest) for every module that `name` may start with, the longest first."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        index = solver.by_name.get(".".join(parts[:end]))
        if index is not None:
            yield index, ".".join(parts[end:])


def _of_call(solver: Solver, index: int, function: str, param: str) -> Iterator[int]:
    for scope in solver.modules[index].facts.scopes:
        if scope.kind != "function" or scope.dotted_name != function:
            continue
        if param:
            yield from (solver.offsets[index] + item.node for item in scope.params if item.name == param)
        else:
            yield solver.offsets[index] + scope.returned


def _of_variable(solver: Solver, index: int, name: str) -> Iterator[int]:
    owner, _, last = name.rpartition(".")
    for number, scope in enumerate(solver.modules[index].facts.scopes):
        if scope.dotted_name != owner or scope.kind not in ("module", "class", "function"):
            continue
        if scope.kind == "class":
            cls = solver.intern(Class(index, number, 0))
            yield from (solver.field(solver.intern(Inst(cls)), last), solver.field(cls, last))
            if last in scope.names:
                yield solver.offsets[index] + scope.names[last]
        elif last in scope.names and all(last != param.name for param in scope.params):
            variable = scope.names[last]
            yield solver.offsets[index] + variable
            versions = solver.modules[index].facts.versions
            yield from (solver.offsets[index] + item.node for item in versions if item.variable == variable)


def declared_objects(solver: Solver, text: str) -> list[int] | None:
    """The objects that a type's name stands for; None when nothing of that name is known."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return _objects(solver, tree, text)


def _objects(solver: Solver, tree: ast.expr, root: str) -> list[int] | None:
    match tree:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            found = [_objects(solver, left, root), _objects(solver, right, root)]
            return None if None in found else [item for part in found for item in part or ()]
        case ast.Constant(value=None):
            return []
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return _objects(solver, inner, root)
        case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _CONTAINERS:
            return _container(solver, _CONTAINERS[name], inner, root)
        case ast.Name() | ast.Attribute():
            return _named(solver, ast.unparse(tree), root)
    return None


def _container(solver: Solver, kind: str, inner: ast.expr, root: str) -> list[int] | None:
    """`list[T]`, `tuple[T, ...]`, `dict[K, V]`: a container whose elements (or values) are T."""
    elements = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if kind == "dict":
        elements = elements[-1:]
    container = solver.intern(Container(0, _FIRST_NODE - len(solver.objects), 0, kind))
    for element in elements:
        if isinstance(element, ast.Constant) and element.value is Ellipsis:
            continue
        held = _objects(solver, element, root)
        if held is None:
            return None
        for item in held:
            solver.add(solver.element(container, None), item)
    return [container]


def _named(solver: Solver, name: str, root: str) -> list[int] | None:
    libraries = solver.libraries
    known = libraries.type_of(name)
    if known is not None:
        return [solver.intern(Lib(known[1].source, Root(-1, -1, root)))]
    owner, _, last = name.rpartition(".")
    known = libraries.type_of(owner)
    if known is not None:
        receiver = solver.intern(Lib(known[1].source, Root(-1, -1, root)))
        return [solver.intern(LibMethod(receiver, last))] if last in known[1].methods else None
    if libraries.function(name) is not None:
        return [solver.intern(External(libraries.canonical(name)))]
    if name in solver.by_name:
        return [solver.intern(Module(solver.by_name[name]))]
    of_project = [item for index, rest in _splits(solver, name) for item in _of_project(solver, index, rest)]
    if of_project:
        return of_project
    if any(True for _ in _splits(solver, name)) or libraries.library_of(name) is not None:
        return None  # the project or a model knows all that is there
    if "." not in name:
        return [solver.intern(Constant(name))]
    return [solver.intern(ExternalValue(f"{name}()"))]


def _of_project(solver: Solver, index: int, name: str) -> Iterator[int]:
    scopes = solver.modules[index].facts.scopes
    for number, scope in enumerate(scopes):
        if scope.dotted_name != name:
            continue
        if scope.kind == "class":
            yield solver.intern(Inst(solver.intern(Class(index, number, 0))))
        elif scope.kind == "function":
            func = solver.intern(Func(index, number, 0))
            if scopes[scope.parent].kind != "class":
                yield func
            else:
                receiver = solver.intern(Inst(solver.intern(Class(index, scope.parent, 0))))
                yield solver.intern(Bound(func, receiver))


def is_let_through(solver: Solver, declared: frozenset[int], obj_id: int) -> bool:
    """`obj_id` is of a declared type, so that it flows on beside what the declaration puts there."""
    return obj_id in declared or any(_is_a(solver, solver.objects[obj_id], item) for item in declared)


def _is_a(solver: Solver, obj: Object, declared: int) -> bool:
    wanted = solver.objects[declared]
    match obj, wanted:
        case Lib(), Lib():
            return obj.type == wanted.type
        case Inst(), Inst():
            return isinstance(solver.objects[obj.cls], Class) and wanted.cls in solver.mro(obj.cls)
        case Container(), Container():
            return True
        case Bound(), Bound():
            return obj.callee == wanted.callee
        case ExternalValue(), ExternalValue():
            return obj.path == wanted.path
    return False
