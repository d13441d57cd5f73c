"""The way back: where the values of a node come from, and where a value that nobody knows enters the program.

The solver says what a node can hold; here its edges are followed against their direction. A *place* is a node
with a name that a user can write down: `app.repo.find(db)`, `app.repo.Repo.conn`, `app.db.get()`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from asyncifier.facts.values import KWARG, VARARG, Call
from asyncifier.graph import CallGraph
from asyncifier.graph.externals import says_nothing
from asyncifier.graph.heap import Class, External, ExternalValue, Inst, Module
from asyncifier.graph.solve import Site

PlaceKind: TypeAlias = Literal["parameter", "attribute", "return value", "variable"]

ANY_ATTRIBUTE = ".*"
"""The step of `getattr(x, name)` with a computed name."""


@dataclass(frozen=True, order=True)
class Place:
    """A node that has a name: what stands on the left under `[tool.asyncify.types]`."""

    name: str
    kind: PlaceKind
    module: int
    line: int


@dataclass(frozen=True)
class Entry:
    """One way on which an unknown value comes in.

    `trail` are the places that it passes, from where it enters to where the search began, each with the steps
    that lead from there to the end: for `db.cursor().execute` and an unknown parameter `db` it is
    `find(db)` with (".cursor", "()", ".execute"). `made_by` is the text of the call whose result enters.
    """

    trail: tuple[tuple[Place, tuple[str, ...]], ...]
    made_by: str = ""


class Origins:
    """Walks the solved graph backwards."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph
        self.solver = graph.solver
        self._operations_of: dict[int, dict[int, list[tuple[int, str, Call | None]]]] = {}

    # -- what the graph's edges say ---------------------------------------------------------------------

    @cached_property
    def filtered(self) -> list[tuple[int, int]]:
        """The edges that only some values take: into declared places, and through tests of types."""
        return [*self.solver.filtered, *((source, target) for source, target, _, _ in self.solver.narrowed)]

    @cached_property
    def predecessors(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for source, targets in enumerate(self.solver.successors):
            for target in targets:
                found[target].append(source)
        for source, target in self.filtered:
            found[target].append(source)
        return found

    @cached_property
    def places(self) -> dict[int, Place]:
        """The name of every node that has one."""
        found: dict[int, Place] = {}
        for index, module in enumerate(self.graph.modules):
            for number, scope in enumerate(module.facts.scopes):
                if scope.kind not in ("module", "class", "function") or "<lambda>" in scope.qualname:
                    continue
                name = self.graph.qualified_name((index, number))
                offset = self.solver.offsets[index]
                params = {param.name: param for param in scope.params}
                for variable, node in scope.names.items():
                    if variable not in params:
                        kind: PlaceKind = "attribute" if scope.kind == "class" else "variable"
                        found[offset + node] = Place(f"{name}.{variable}", kind, index, scope.line)
                    elif params[variable].kind not in (VARARG, KWARG):
                        found[offset + node] = Place(f"{name}({variable})", "parameter", index, scope.line)
                if scope.returned:
                    found[offset + scope.returned] = Place(f"{name}()", "return value", index, scope.line)
        for (owner, attribute), node in self.solver.fields.items():
            place = self.attribute_of(owner, attribute)
            if place is not None:
                found[node] = place
        for context in self.solver.contexts:
            if context is not None:
                offset = self.solver.offsets[context.module]
                found |= {
                    clone: found[offset + local]
                    for local, clone in context.nodes.items()
                    if offset + local in found
                }
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all places."""
        return frozenset(place.name for place in self.places.values())

    def attribute_of(self, owner: int, name: str) -> Place | None:
        obj = self.solver.objects[owner]
        if isinstance(obj, Inst):
            obj = self.solver.objects[obj.cls]
        if isinstance(obj, Class) and name.isidentifier():
            full = self.graph.qualified_name((obj.module, obj.scope))
            line = self.graph.modules[obj.module].facts.scopes[obj.scope].line
            return Place(f"{full}.{name}", "attribute", obj.module, line)
        if isinstance(obj, Module) and name.isidentifier():
            return Place(f"{self.graph.modules[obj.module].name}.{name}", "variable", obj.module, 1)
        return None

    def locate(self, node: int) -> tuple[int, int, int] | None:
        """(module, number in the file, context) of a node that stands for something written in a file."""
        cloned = self._clones.get(node)
        if cloned is not None:
            return cloned
        offsets = self.solver.offsets
        module = bisect_right(offsets, node) - 1
        local = node - offsets[module] if module >= 0 else 0
        if module >= 0 and 0 < local < self.graph.modules[module].facts.nodes:
            return (module, local, 0)
        return None

    @cached_property
    def _clones(self) -> dict[int, tuple[int, int, int]]:
        return {
            clone: (context.module, local, number)
            for number, context in enumerate(self.solver.contexts)
            if context is not None
            for local, clone in context.nodes.items()
        }

    # -- unknown values ---------------------------------------------------------------------------------

    def is_unknown(self, node: int) -> bool:
        """Nothing is known of what the node holds, or only that the standard library handed it through."""
        return all(says_nothing(self.solver.objects[item]) for item in self.solver.points_to[node])

    def entries(self, start: int) -> list[Entry]:
        """Where the unknown value of node `start` enters the program."""
        found: dict[Entry, None] = {}
        seen = {start}
        trail: tuple[tuple[Place, tuple[str, ...]], ...] = ()
        queue: deque[tuple[int, tuple[str, ...], tuple[tuple[Place, tuple[str, ...]], ...]]] = deque()
        queue.append((start, (), ()))
        while queue:
            node, steps, passed = queue.popleft()
            place = self.places.get(node)
            trail = passed if place is None else ((place, steps), *passed)
            sources = [(item, steps) for item in self.predecessors.get(node, ()) if self.is_unknown(item)]
            made_by = ""
            for source, step in self._makers(node):
                if self.is_unknown(source):
                    sources.append((source, (step, *steps)))
                else:
                    made_by = made_by or self._outside_name(source)
            for source, path in sources:
                if source not in seen:
                    seen.add(source)
                    queue.append((source, path, trail))
            if not sources:
                found[Entry(trail, made_by)] = None
        return list(found) or [Entry(trail)]  # without an end: two functions that only hand it to each other

    def _makers(self, node: int) -> Iterator[tuple[int, str]]:
        """(what it is made from, how) for the operations that give the node its value."""
        located = self.locate(node)
        if located is None:
            return
        module, local, context = located
        for source, step, _ in self.operations(module).get(local, ()):
            yield self.solver.node(module, source, context), step

    def _outside_name(self, node: int) -> str:
        held = (self.solver.objects[item] for item in self.solver.points_to[node])
        return min((obj.path for obj in held if isinstance(obj, External | ExternalValue)), default="")

    def operations(self, module: int) -> dict[int, list[tuple[int, str, Call | None]]]:
        """For each node of a file: (node it is made from, step, the call if it is one)."""
        cached = self._operations_of.get(module)
        if cached is not None:
            return cached
        facts = self.graph.modules[module].facts
        found: dict[int, list[tuple[int, str, Call | None]]] = defaultdict(list)
        for load in facts.loads:
            found[load.target].append((load.obj, f".{load.name}", None))
        for getitem in facts.getitems:
            found[getitem.target].append((getitem.obj, "[]", None))
        for loop in facts.loops:
            found[loop.target].append((loop.iterable, "[]", None))
        for statement in facts.withs:
            for item in statement.items:
                found[item.target].append((item.context, "with", None))
        for number, call in enumerate(facts.calls):
            if self._is_getattr(module, number) and call.args:
                found[call.target].append((call.args[0].node, ANY_ATTRIBUTE, call))
            else:
                found[call.target].append((call.func, "()", call))
        found.pop(0, None)
        self._operations_of[module] = found
        return found

    def _is_getattr(self, module: int, number: int) -> bool:
        targets = self.graph.targets(Site(module, "call", number))
        return any(isinstance(obj, External) and obj.path == "builtins.getattr" for _, obj in targets)

    def goes_to(self, module: int, node: int) -> Place | None:
        """The place that the value of a node is given to at once, as a variable is by its assignment."""
        found = [self.places[item] for item in self.successors(module, node) if item in self.places]
        return min(found, default=None)

    def successors(self, module: int, node: int) -> list[int]:
        start = self.solver.offsets[module] + node
        return [
            *self.solver.successors[start],
            *(target for source, target in self.filtered if source == start),
        ]

    def named_source(self, start: int) -> Place | None:
        """The nearest place that the values of `start` come through."""
        seen = {start}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            if node in self.places:
                return self.places[node]
            for source in self.predecessors.get(node, ()):
                if source not in seen:
                    seen.add(source)
                    queue.append(source)
        return None

    # -- names that are read on a value -----------------------------------------------------------------

    def downstream(self, nodes: Iterable[int]) -> set[int]:
        """The nodes, and all that what they hold flows on to."""
        queue = deque(nodes)
        seen = set(queue)
        while queue:
            for target in self.solver.successors[queue.popleft()]:
                if target not in seen:
                    seen.add(target)
                    queue.append(target)
        return seen

    def names_read_on(self, nodes: Iterable[int]) -> frozenset[str]:
        """The attributes that the program reads on the unknown value in `nodes`, wherever it is handed to."""
        names: set[str] = set()
        queue = deque(nodes)
        seen = set(queue)
        while queue:
            node = queue.popleft()
            names |= self._loads.get(node, set())
            for target in self.solver.successors[node]:
                if target not in seen and self.is_unknown(target):
                    seen.add(target)
                    queue.append(target)
        return frozenset(names)

    @cached_property
    def nodes_of(self) -> dict[Place, list[int]]:
        """The nodes that have that name."""
        found: dict[Place, list[int]] = defaultdict(list)
        for node, place in self.places.items():
            found[place].append(node)
        return found

    @cached_property
    def _loads(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for index, module in enumerate(self.graph.modules):
            for load in module.facts.loads:
                found[self.solver.offsets[index] + load.obj].add(load.name)
        return found
