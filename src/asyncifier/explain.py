"""Answers about one name: who calls a function, and what an object can hold and where that came from.

>>> holdings(graph, "app.repo.Repo.conn")[0].values[0]
Value(what='psycopg2.extensions.connection', made_by='psycopg2.connect', file='app/db.py', line=5, way=(…))
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asyncifier.facts.values import Call
from asyncifier.graph import CallGraph, FunctionId, Site
from asyncifier.graph.declared import declared_nodes
from asyncifier.graph.heap import (
    Class,
    Container,
    ContextObject,
    External,
    ExternalValue,
    Generator,
    Inst,
    Lib,
    Module,
    Object,
)
from asyncifier.graph.origins import Origins
from asyncifier.plan import Link

_SHOWN = 40  # values of one place


@dataclass(frozen=True, order=True)
class Value:
    """One thing that a place can hold: what it is, where it was made, and the places that it passes on its way.

    `file` is "" when it is not made in the project, or when it is only declared.
    """

    what: str
    made_by: str = ""
    file: str = ""
    line: int = 0
    way: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holding:
    """What a parameter, attribute, return value or variable can hold. `unknown` says where the trail ends when
    nothing is known, or that not everything is."""

    name: str
    kind: str
    file: str
    line: int
    values: tuple[Value, ...] = ()
    unknown: str = ""


# -- functions ------------------------------------------------------------------------------------------------


def functions_named(graph: CallGraph, name: str) -> list[FunctionId]:
    """The functions with that qualified name, or with a qualified name that ends so, or at that place."""
    return [
        function
        for function in graph.functions()
        if _is_named(graph.qualified_name(function), name)
        or name == f"{graph.modules[function[0]].path}:{graph.scope(function).line}"
    ]


def _is_named(qualified: str, name: str) -> bool:
    return qualified == name or qualified.endswith(f".{name}")


def callers(graph: CallGraph, function: FunctionId) -> list[Link]:
    """Who calls it, and where."""
    name = graph.qualified_name(function)
    found = {
        Link(graph.qualified_name(graph.caller(module, scope)), graph.modules[module].path, line, name)
        for module, scope, line, site in _sites(graph)
        if any(graph.unwrap(obj) == function for _, obj in graph.targets(site))
    }
    return sorted(found, key=lambda link: (link.file, link.line, link.caller))


def _sites(graph: CallGraph) -> Iterator[tuple[int, int, int, Site]]:
    """(module, scope, line, site) of everything that runs a function: calls, loops, `with` items, operators."""
    for index, module in enumerate(graph.modules):
        facts = module.facts
        for number, call in enumerate(facts.calls):
            yield index, call.scope, call.line, Site(index, "call", number)
        for number, operation in enumerate(facts.operations):
            yield index, operation.scope, operation.line, Site(index, "operation", number)
        for loop in facts.loops:
            yield index, loop.scope, loop.line, Site(index, loop.kind, loop.number)
        for statement in facts.withs:
            for position in range(len(statement.items)):
                yield index, statement.scope, statement.line, Site(index, "with", statement.number, position)
        for number, load in enumerate(facts.loads):
            number = load.number if load.number >= 0 else -1 - number
            yield index, load.scope, load.line, Site(index, "load", number)


# -- objects --------------------------------------------------------------------------------------------------


def holdings(graph: CallGraph, name: str) -> list[Holding]:
    """What the object of that name can hold; one for each of several that end in the same name."""
    origins = Origins(graph)
    if name in origins.names:
        names = [name]
    else:
        names = sorted(item for item in origins.names if item.endswith(f".{name}"))
    known = {place.name: place for place in origins.places.values()}
    return [
        _holding(
            graph, origins, item, known[item].kind, graph.modules[known[item].module].path, known[item].line,
            declared_nodes(graph.solver, item),
        )
        for item in names
    ]  # fmt: skip


def object_names(graph: CallGraph) -> frozenset[str]:
    """Everything that `holdings` knows."""
    return Origins(graph).names


def holdings_at(graph: CallGraph, file: str, line: int) -> list[Holding]:
    """What the receivers of the calls on that line can hold."""
    origins = Origins(graph)
    found: dict[str, Holding] = {}
    for index, module in enumerate(graph.modules):
        if module.path != file:
            continue
        for call in module.facts.calls:
            receiver = _receiver(origins, index, call) if call.line == line else 0
            if receiver:
                name = call.text.rpartition(".")[0]
                nodes = [graph.solver.offsets[index] + receiver]
                found.setdefault(name, _holding(graph, origins, name, "receiver", file, line, nodes))
    return list(found.values())


def _receiver(origins: Origins, module: int, call: Call) -> int:
    made_of = origins.operations(module).get(call.func, [])
    return next((node for node, step, _ in made_of if step.startswith(".")), 0)


def _holding(
    graph: CallGraph, origins: Origins, name: str, kind: str, file: str, line: int, nodes: list[int]
) -> Holding:
    objects = sorted({item for node in nodes for item in graph.solver.points_to[node]})
    values = sorted({_value(graph, origins, item, nodes) for item in objects})
    return Holding(name, kind, file, line, tuple(values[:_SHOWN]), _unknown(origins, nodes, len(values)))


def _unknown(origins: Origins, nodes: list[int], number: int) -> str:
    if number > _SHOWN:
        return f"and {number - _SHOWN} more"
    if any(node in origins.solver.saturated for node in nodes):
        return "there are more, which were not followed"
    if number:
        return ""
    ends = {
        f"{entry.trail[0][0].name}, from {entry.made_by}" if entry.made_by else entry.trail[0][0].name
        for node in nodes
        for entry in origins.entries(node)
        if entry.trail
    }
    return "nothing is known of it; the trail ends at " + (", ".join(sorted(ends)) or "this place")


def _value(graph: CallGraph, origins: Origins, index: int, nodes: Iterable[int]) -> Value:
    obj = graph.solver.objects[index]
    way = _way(origins, index, nodes)
    function = graph.unwrap(obj)
    if isinstance(obj, Lib):
        if obj.root.number < 0:
            return Value(obj.type, "declared", way=way)
        module = graph.modules[obj.root.module]
        return Value(obj.type, obj.root.name, module.path, module.facts.calls[obj.root.number].line, way)
    if isinstance(obj, Inst) and isinstance(cls := graph.solver.objects[obj.cls], Class):
        name = graph.qualified_name((cls.module, cls.scope))
        file, line = _first_made(graph, obj.cls)
        return Value(name, f"{name}()" if file else "", file, line, way)
    if function is not None:
        scope = graph.scope(function)
        what = "generator of" if isinstance(obj, Generator | ContextObject) else "function"
        return Value(
            f"{what} {graph.qualified_name(function)}", "", graph.modules[function[0]].path, scope.line, way
        )
    return Value(_described(graph, obj), way=way)


def _described(graph: CallGraph, obj: Object) -> str:
    match obj:
        case Class():
            return f"class {graph.qualified_name((obj.module, obj.scope))}"
        case Module():
            return f"module {graph.modules[obj.module].name}"
        case Container():
            return obj.kind
        case External() | ExternalValue():
            return obj.path
    return str(getattr(obj, "type", "") or getattr(obj, "tag", "object"))


def _first_made(graph: CallGraph, cls: int) -> tuple[str, int]:
    """Where the class is called first; the heap does not tell its instances apart."""
    for index, module in enumerate(graph.modules):
        for number, call in enumerate(module.facts.calls):
            if any(item == cls for item, _ in graph.targets(Site(index, "call", number))):
                return module.path, call.line
    return "", 0


def _way(origins: Origins, obj: int, nodes: Iterable[int]) -> tuple[str, ...]:
    """The shortest way of the object to one of the nodes, as the named places on it, from its beginning."""
    points_to = origins.solver.points_to
    came_from: dict[int, int] = {node: -1 for node in nodes if obj in points_to[node]}
    queue = deque(came_from)
    last = -1
    while queue:
        last = queue.popleft()
        sources = [item for item in origins.predecessors.get(last, ()) if obj in points_to[item]]
        if not sources:
            break
        for source in sources:
            if source not in came_from:
                came_from[source] = last
                queue.append(source)
    way: list[str] = []
    while last >= 0:
        place = origins.places.get(last)
        if place is not None and (not way or way[-1] != place.name):
            way.append(place.name)
        last = came_from[last]
    return tuple(way)
