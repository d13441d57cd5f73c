"""`threading.local()` -> `contextvars.ContextVar`, where functions that turned async use it.

    local = threading.local()        local = contextvars.ContextVar("local")
    local.user = name                local.set(name)
    print(local.user)                print(local.get())

Done where that is all that happens to it: one attribute, which is set on the event loop only. What a thread or another
run of an event loop sets in a context variable is not seen by the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncifier.decide.uses import Uses
from asyncifier.facts.values import Call, Load, Store
from asyncifier.graph import CallGraph
from asyncifier.graph.heap import External, Lib, Made, made_at
from asyncifier.graph.solve import Site

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours
    from asyncifier.decide.pins import Pins

LOCAL = "threading.local"
_READERS = {"builtins.getattr": "{0}.get({2})", "builtins.hasattr": "({0} in contextvars.copy_context())"}
"""What reads an attribute by its name, and what that becomes."""


@dataclass
class TurnedLocals:
    """What becomes a context variable: by where it is made, its name; and the places that use it."""

    made: dict[Made, str] = field(default_factory=dict)
    loads: set[tuple[int, int]] = field(default_factory=set)
    """Attributes (module, number) that are read."""
    stores: set[tuple[int, int]] = field(default_factory=set)
    """Assignments."""
    calls: dict[tuple[int, int], str] = field(default_factory=dict)
    """Calls of `getattr` and `hasattr`, with their templates."""


class LocalUses:
    """Everything that the program does with `threading.local`."""

    def __init__(self, graph: CallGraph, uses: Uses, pins: Pins, colours: Colours) -> None:
        self.graph = graph
        self.uses = uses
        self.pins = pins
        self.colours = colours
        self.reasons: dict[Made, str] = {}
        self.names: dict[Made, str] = {}
        self.attributes: dict[Made, set[str]] = {}
        self.loads: dict[tuple[int, int], Made] = {}
        self.stores: dict[tuple[int, int], Made] = {}
        self.calls: dict[tuple[int, int], tuple[Made, str]] = {}

    def turn(self, wanted: Iterable[Made]) -> TurnedLocals:
        """Of those that functions which turned async use, the ones that become context variables."""
        chosen = set(wanted)
        if not chosen:
            return TurnedLocals()
        for index in range(len(self.graph.modules)):
            self._made(index)
            self._accesses(index)
            self._arguments(index)
        why = self._problem_of_program()
        for made in chosen:
            if why:
                self.reasons.setdefault(made, why)
            if made not in self.names:
                self.reasons.setdefault(made, "it is not the value of one name of a module")
            if len(self.attributes.get(made, ())) > 1:
                self.reasons.setdefault(made, "it has several attributes")
        turned = {made: self.names[made] for made in chosen if made not in self.reasons}
        return TurnedLocals(
            turned,
            _places(self.loads, turned),
            _places(self.stores, turned),
            {place: template for place, (made, template) in self.calls.items() if made in turned},
        )

    def _problem_of_program(self) -> str:
        runs = len(self.colours.shims) + len(self.colours.bridges) + len(self.pins.runs_loop)
        if self.colours.has_portal or runs > 1:
            return "the program runs an event loop more than once, and each run has a context of its own"
        blocking = self.colours.blocking
        if self.uses.to_threads or self.uses.handed_out or (blocking is not None and blocking.offloads):
            return "threads of the program have a context of their own"
        return ""

    def _made(self, index: int) -> None:
        facts = self.graph.modules[index].facts
        for value in facts.values:
            numbers = [
                number
                for number, call in enumerate(facts.calls)
                if call.scope == 0 and value.line == call.line and value.count == 1
            ]
            for number in numbers:
                targets = self.graph.targets(Site(index, "call", number))
                if [obj for _, obj in targets if isinstance(obj, External) and obj.path == LOCAL]:
                    self.names[Made(index, number, LOCAL)] = value.name

    def _accesses(self, index: int) -> None:
        module = self.graph.modules[index]
        accesses: list[Load | Store] = [*module.facts.loads, *module.facts.stores]
        for access in accesses:
            for made in self._locals_in(index, access.obj):
                self.attributes.setdefault(made, set()).add(access.name)
                if access.number < 0:
                    self._refuse(made, f"{module.path}:{access.line} does more than to set its {access.name}")
                elif isinstance(access, Load):
                    self.loads[index, access.number] = made
                else:
                    self.stores[index, access.number] = made
                    self._check_stored(made, index, access)
                self._check_file(made, index)
        for operation in module.facts.operations:
            for made in self._locals_in(index, operation.obj):
                self._refuse(made, f"{module.path}:{operation.line} calls its {operation.method}")

    def _check_stored(self, made: Made, index: int, store: Store) -> None:
        if any(isinstance(obj, Lib) for _, obj in self.graph.held(index, store.source)):
            self._refuse(made, "it keeps a connection, which nothing would close in other tasks")
        if self.uses.owner(index, store.scope)[1] == 0:
            self._refuse(made, "it is set while a module is imported")

    def _check_file(self, made: Made, index: int) -> None:
        module = self.graph.modules[index]
        if index in self.uses.foreign or module.path in self.pins.policy.frozen:
            self._refuse(made, f"{module.path} is not converted")
        if any(
            item.kind == "external" and item.payload == "builtins.AttributeError"
            for item in module.facts.allocs
        ):
            self._refuse(
                made, f"{module.path} names AttributeError, and a context variable raises LookupError"
            )

    def _arguments(self, index: int) -> None:
        for number, call in enumerate(self.graph.modules[index].facts.calls):
            for position, arg in enumerate(call.args):
                for made in self._locals_in(index, arg.node):
                    template = self._template(index, number, call) if position == 0 else ""
                    if template:
                        self.calls[index, number] = made, template
                        self.attributes.setdefault(made, set()).add(str(call.args[1].constant))
                        self._check_file(made, index)
                    else:
                        self._refuse(made, f"it is handed to {call.text}")

    def _template(self, index: int, number: int, call: Call) -> str:
        targets = [obj for _, obj in self.graph.targets(Site(index, "call", number))]
        if len(targets) != 1 or not isinstance(targets[0], External) or len(call.args) < 2:
            return ""
        template = _READERS.get(targets[0].path, "")
        expected = 3 if "{2}" in template else 2
        is_plain = not any(arg.keyword or arg.stars for arg in call.args) and isinstance(
            call.args[1].constant, str
        )
        return template if is_plain and len(call.args) == expected else ""

    def _locals_in(self, index: int, node: int) -> list[Made]:
        if not node:
            return []
        held = [obj for _, obj in self.graph.held(index, node)]
        found = [made for obj in held if (made := made_at(obj)) is not None and made.path == LOCAL]
        if len(held) > 1:
            for made in found:
                self._refuse(made, "something else may be in its place")
        return found

    def _refuse(self, made: Made, reason: str) -> None:
        self.reasons.setdefault(made, reason)


def _places(found: Mapping[tuple[int, int], Made], turned: Mapping[Made, str]) -> set[tuple[int, int]]:
    return {place for place, made in found.items() if made in turned}
