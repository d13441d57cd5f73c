"""Connections that a module makes once, at import, and shares: they are made when they are first asked for.

`conn = connect()` at the top of a module can't wait. It becomes a function that makes one for each event loop,
`async def conn()`, and every place that reads the name waits for it: `(await conn()).cursor()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncifier.edits import Ref
from asyncifier.facts.values import Load, ModuleValue
from asyncifier.graph import CallGraph
from asyncifier.graph.heap import Module
from asyncifier.graph.solve import Site

if TYPE_CHECKING:
    from asyncifier.decide.uses import Use


@dataclass(eq=False)
class Shared:
    """A value that a module makes at its top, from calls that may have to wait."""

    module: int
    value: ModuleValue
    makers: list[Use] = field(default_factory=list)
    """What happens while it is made."""
    loads: list[Use] = field(default_factory=list)
    """Where its name is read, in whatever module."""
    base: Shared | None = None
    """The shared value that it is made of, when nothing else happens: `run = conn.execute`."""
    problem: str = ""
    """Why it can't be made later."""

    @property
    def reasons(self) -> list[Use]:
        """What may have to wait while it is made."""
        return [*self.makers, *(self.base.reasons if self.base is not None else ())]

    @property
    def lines(self) -> range:
        """The lines of the module on which it is made."""
        return range(self.value.line, self.value.end_line + 1)


def shared_values(graph: CallGraph, uses: Iterable[Use]) -> list[Shared]:
    """The values of all modules whose making involves one of the uses that may wait, without their loads."""
    by_line: list[dict[int, Shared]] = []
    for index, module in enumerate(graph.modules):
        values = (Shared(index, value) for value in module.facts.values)
        by_line.append({line: item for item in values for line in item.lines})
    for use in uses:
        if use.leaves or use.functions or use.constructors or use.generators:
            is_outside = graph.caller(use.site.module, use.scope)[1] == 0
            shared = by_line[use.site.module].get(use.line) if is_outside else None
            if shared is not None:
                shared.makers.append(use)
    every = dict.fromkeys(item for items in by_line for item in items.values())
    found = [shared for shared in every if shared.makers]
    by_name = {(shared.module, shared.value.name): shared for shared in found}
    for index, module in enumerate(graph.modules):
        for (
            load
        ) in module.facts.value_loads:  # in the order of the source, so that a chain is found in one pass
            base = by_name.get((index, load.name))
            made = by_line[index].get(load.line) if base is not None else None
            if made is None or made is base or graph.caller(index, load.scope)[1] != 0:
                continue
            if made not in by_name.values():
                by_name[index, made.value.name] = made
                found.append(made)
                made.base = base
    return found


@dataclass(frozen=True)
class Place:
    """Where the name of a shared value is read: its piece, with the place in the source."""

    module: int
    at: Ref
    scope: int
    line: int
    column: int
    text: str
    is_certain: bool = True
    """Nothing but the value can be meant."""

    @property
    def site(self) -> Site:
        return Site(self.module, self.at.kind, self.at.number)


class Readers:
    """Finds the places that read the shared values of a program."""

    def __init__(self, graph: CallGraph, values: Sequence[Shared]) -> None:
        self.graph = graph
        self.by_name = {(shared.module, shared.value.name): shared for shared in values}
        self.aliases = self._aliases()
        self.alias_names = {name for _, name in self.aliases}

    def _aliases(self) -> dict[tuple[int, str], Shared]:
        """The names that other modules import the values under, at their top: theirs can be imported in turn."""
        found = dict(self.by_name)
        growing = True
        while growing:
            growing = False
            for index, module in enumerate(self.graph.modules):
                for binding in module.facts.bindings:
                    if binding.scope == 0 and (index, binding.name) not in found:
                        shared = self._named(index, binding.target, found)
                        if shared is not None:
                            found[index, binding.name] = shared
                            growing = True
        return found

    def _named(self, module: int, target: str, known: dict[tuple[int, str], Shared]) -> Shared | None:
        level = len(target) - len(target.lstrip("."))
        path = self.graph.solver.resolve_module(module, level, target.lstrip("."))
        home, _, name = path.rpartition(".")
        index = self.graph.solver.by_name.get(home)
        return known.get((index, name)) if index is not None else None

    def find(self) -> Iterator[tuple[Shared, Place]]:
        """(value, place) of every reading; and notes on a value what makes the places unsure."""
        for index, module in enumerate(self.graph.modules):
            facts = module.facts
            for name in facts.value_loads:
                shared = self.by_name.get((index, name.name))
                if shared is None:
                    continue
                if self.graph.caller(index, name.scope)[1] != 0 or name.line not in shared.lines:
                    at = Ref("name", name.number)
                    yield shared, Place(index, at, name.scope, name.line, name.column, name.name)
            named = [self._named(index, binding.target, self.aliases) for binding in facts.bindings]
            for binding, bound in zip(facts.bindings, named, strict=True):
                if bound is not None and self._is_bound_again(index, binding.scope, binding.name):
                    bound.problem = f"{module.path} gives the name {binding.name} to something else as well"
            for reference in facts.references:
                shared = named[reference.binding]
                if shared is not None and reference.quoted < 0:
                    yield shared, Place(
                        index, Ref("name", reference.first), reference.scope, reference.line, reference.column,
                        reference.parts[0],
                    )  # fmt: skip
            for item in facts.imports:
                if item.is_from and any(name.name == "*" for name in item.names):
                    base = self.graph.solver.resolve_module(index, item.level, item.module)
                    self._is_starred(self.graph.solver.by_name.get(base, -1), module.path)
            for call in facts.calls:
                if (
                    len(call.args) > 1 and call.args[1].constant in self.alias_names
                ):  # `setattr(db, "conn", …)`
                    for _, obj in self.graph.held(index, call.args[0].node):
                        shared = self.aliases.get((getattr(obj, "module", -1), str(call.args[1].constant)))
                        if isinstance(obj, Module) and shared is not None:
                            shared.problem = f"{module.path}:{call.line} names it to {call.text}"
                path = call.args[0].constant if call.args else None
                if (
                    isinstance(path, str) and path.rpartition(".")[2] in self.alias_names
                ):  # `patch("app.db.conn")`
                    shared = self._named(index, path, self.aliases)
                    if shared is not None:
                        shared.problem = f"{module.path}:{call.line} names it to {call.text}"
            for load in facts.loads:
                if load.name in self.alias_names:
                    yield from self._through_module(index, load)
            for store in facts.stores:
                for _, obj in self.graph.held(index, store.obj) if store.name in self.alias_names else ():
                    if isinstance(obj, Module) and (shared := self.aliases.get((obj.module, store.name))):
                        shared.problem = f"{module.path}:{store.line} puts something else in its place"

    def _through_module(self, index: int, load: Load) -> Iterator[tuple[Shared, Place]]:
        held = [obj for _, obj in self.graph.held(index, load.obj)]
        for obj in held:
            shared = self.aliases.get((obj.module, load.name)) if isinstance(obj, Module) else None
            if shared is not None:
                if load.number < 0:
                    shared.problem = (
                        f"it is read in a pattern at {self.graph.modules[index].path}:{load.line}"
                    )
                    continue
                at = Ref("attr", load.number)
                yield shared, Place(
                    index, at, load.scope, load.line, load.column, f"….{load.name}", is_certain=len(held) == 1
                )

    def _is_starred(self, module: int, importer: str) -> None:
        for (index, _), shared in self.aliases.items():
            if index == module:
                shared.problem = f"{importer} imports it by `*`, so its uses there can't be told"

    def _is_bound_again(self, module: int, scope: int, name: str) -> bool:
        facts = self.graph.modules[module].facts
        node = facts.scopes[scope].names.get(name)
        return node is not None and any(copy.target == node for copy in facts.copies)
