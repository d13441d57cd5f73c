"""Who closes what: for each connection, whether the program closes it and where it may still be held."""

from __future__ import annotations

from functools import cached_property

from asyncifier.decide.uses import Uses
from asyncifier.graph import CallGraph
from asyncifier.graph.heap import Lib, Root


class Connections:
    """Facts about the lifetime of connections, by the call that opens them."""

    def __init__(self, graph: CallGraph, uses: Uses) -> None:
        self.graph = graph
        self.uses = uses

    @cached_property
    def closed(self) -> frozenset[Root]:
        """Opened by a call whose connection some `close()`, `closing(…)` or `with` reaches that closes it."""
        found: set[Root] = set()
        for use in self.uses.all:
            for leaf in use.leaves:
                closes = (
                    leaf.type is not None and leaf.member is not None and leaf.member.name in leaf.type.closes
                )
                # `with = "async"` is what closes at its end; "commit" leaves the connection open
                is_left = leaf.name == "async" and leaf.type is not None and bool(leaf.type.closes)
                if closes or (use.kind in ("with", "stack") and (leaf.name == "closing" or is_left)):
                    found.update(leaf.roots)
        return frozenset(found)

    @cached_property
    def stored(self) -> frozenset[Root]:
        """Kept in an attribute, a container or a module's variable."""
        solver = self.graph.solver
        found: set[Root] = set()
        nodes = [*solver.fields.values(), *solver.elements.values(), *solver.path_nodes.values()]
        for index, module in enumerate(self.graph.modules):
            nodes += [solver.offsets[index] + node for node in module.facts.scopes[0].names.values()]
        for node in nodes:
            for item in solver.points_to[node]:
                obj = solver.objects[item]
                if isinstance(obj, Lib):
                    found.add(obj.root)
        return frozenset(found)

    @cached_property
    def returned(self) -> frozenset[Root]:
        """Returned or yielded by a function of the project."""
        found: set[Root] = set()
        for index, module in enumerate(self.graph.modules):
            for scope in module.facts.scopes:
                for node in (scope.returned, scope.yielded):
                    for _, obj in self.graph.held(index, node):
                        if isinstance(obj, Lib) and self._is_connection(obj):
                            found.add(obj.root)
        return frozenset(found)

    def _is_connection(self, obj: Lib) -> bool:
        known = self.graph.solver.libraries.type_of(obj.type)
        return known is not None and bool(known[1].closes)
