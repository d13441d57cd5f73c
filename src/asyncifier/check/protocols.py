"""`for` and `with` over what can only be iterated or entered asynchronously."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from asyncifier.check.findings import Found
from asyncifier.check.knowledge import Knowledge
from asyncifier.decide.uses import CONSUMERS
from asyncifier.graph import CallGraph, Site
from asyncifier.graph.heap import Class, ContextObject, External, Generator, Inst, Object

_ENTERED = ("__enter__", "__aenter__")
_ITERATED = ("__iter__", "__aiter__")
_FARTHEST = 3000
"""How many nodes are looked back at; what comes from farther away counts as unknown."""


def wrong_protocols(graph: CallGraph, knowledge: Knowledge) -> Iterator[Found]:
    """A finding for each synchronous `for`, comprehension, `with` or `list(…)` over something asynchronous."""
    protocols = _Protocols(graph, knowledge)
    for index, module in enumerate(graph.modules):
        facts = module.facts
        for statement in facts.withs:
            for item in statement.items:
                if statement.is_async:
                    continue
                what = protocols.only_async(index, item.context, _ENTERED)
                if what:
                    place = (index, statement.line, statement.column)
                    yield Found("ASY604", *place, f"{what} is entered by `with`: it needs `async with`")
        for loop in facts.loops:
            if loop.is_async:
                continue
            what = protocols.only_async(index, loop.iterable, _ITERATED)
            if what:
                needed = "`async for`" if loop.kind in ("for", "comp") else "a loop with `async for`"
                place = (index, loop.line, loop.column)
                yield Found("ASY604", *place, f"{what} is iterated synchronously: it needs {needed}")
        for number, call in enumerate(facts.calls):
            if not call.args or call.args[0].stars or call.args[0].keyword:
                continue
            names = [
                obj.path for _, obj in graph.targets(Site(index, "call", number)) if isinstance(obj, External)
            ]
            if len(names) != 1 or not (names[0] in CONSUMERS or names[0] == "builtins.next"):
                continue
            what = protocols.only_async(index, call.args[0].node, _ITERATED)
            if what:
                name = names[0].removeprefix("builtins.")
                place = (index, call.line, call.column)
                yield Found("ASY604", *place, f"{what} is iterated by {name}(), which can't await")


class _Protocols:
    def __init__(self, graph: CallGraph, knowledge: Knowledge) -> None:
        self.graph = graph
        self.knowledge = knowledge

    def only_async(self, module: int, node: int, methods: tuple[str, str]) -> str:
        """What the node holds, when all of that is asynchronous; "" when some is not, or may not be."""
        held = [obj for _, obj in self.graph.held(module, node)]
        names = [self.async_name(obj, methods) for obj in held]
        return names[0] if names and all(names) and self._is_all(module, node) else ""

    def _is_all(self, module: int, node: int) -> bool:
        """Nothing flows into the node of which nobody knows what it is."""
        waiting = list(self.graph.nodes(module, node))
        own, seen = set(waiting), set(waiting)
        while waiting and len(seen) < _FARTHEST:
            current = waiting.pop()
            if not self.graph.solver.points_to[current] and current not in own:
                return False
            new = [source for source in self._sources.get(current, ()) if source not in seen]
            seen.update(new)
            waiting += new
        return not waiting

    @cached_property
    def _sources(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for source, targets in enumerate(self.graph.solver.successors):
            for target in targets:
                found.setdefault(target, []).append(source)
        return found

    def async_name(self, obj: Object, methods: tuple[str, str]) -> str:
        match obj:
            case Generator() | ContextObject():
                function = self.graph.unwrap(obj)
                entered = methods is _ENTERED
                if function is None or isinstance(obj, ContextObject) != entered:
                    return ""
                is_async = self.graph.scope(function).is_async
                return f"{self.graph.qualified_name(function)}()" if is_async else ""
            case Inst(cls=cls):
                return self._instance(cls, *methods)
            case _:
                type_ = self.knowledge.type_of(obj)
                if type_ is None:
                    return ""
                how = type_.with_ if methods is _ENTERED else type_.iter_
                # a model of the synchronous library says `async` of what a conversion would write
                return type_.source if how == "async" and self.knowledge.is_asynchronous(obj) else ""

    def _instance(self, cls: int, plain: str, asynchronous: str) -> str:
        """An object of a class of the project that has only the asynchronous method."""
        solver = self.graph.solver
        bases = [solver.objects[item] for item in solver.mro(cls)]
        project = [base for base in bases if isinstance(base, Class)]
        outside = [name for name in self.graph.external_bases(cls) if name != "builtins.object"]
        if outside or self.graph.method_of(cls, asynchronous) is None:
            return ""
        if any(solver.defines(base, plain) for base in project):
            return ""
        return f"a {self.graph.qualified_name((project[0].module, project[0].scope))}"
