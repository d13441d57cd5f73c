"""`threading.Lock()` -> `asyncio.Lock()`, where a task would keep it over an await.

    with lock:            async with lock:
        save(conn)   ->       await save(conn)

Every place that takes the lock has to wait for it then, so all of them must be in functions that run on the event
loop; otherwise it stays what it is, and ASY402 tells what stands in the way. A lock that no await is held under stays
too: it does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from asyncifier.decide.uses import Uses
from asyncifier.facts.values import Call, Load
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Class, Inst, Made, Module, made_at
from asyncifier.graph.solve import Site

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours
    from asyncifier.decide.pins import Pins

NEW_NAMES = {f"threading.{name}": f"asyncio.{name}" for name in ("Lock", "Semaphore", "BoundedSemaphore")}
"""An RLock has no counterpart: a task can't take an `asyncio.Lock` twice."""
_MEMBERS = {"acquire", "release", "locked"}


@dataclass
class TurnedLocks:
    """What becomes asynchronous: the locks by where they are made, and the places that wait for them."""

    made: set[Made] = field(default_factory=set)
    items: set[tuple[int, int, int]] = field(default_factory=set)
    """`with` items: module, number of the statement, position."""
    acquired: set[tuple[int, int]] = field(default_factory=set)
    """Calls of `acquire()`: module, number."""
    every: frozenset[str] = frozenset()
    """The old classes of which all locks of the program turn, so that annotations follow."""


class LockUses:
    """Everything that the program does with locks of `threading`."""

    def __init__(self, graph: CallGraph, uses: Uses, pins: Pins, colours: Colours) -> None:
        self.graph = graph
        self.uses = uses
        self.pins = pins
        self.colours = colours
        self.reasons: dict[Made, str] = {}
        """Why a lock can't become one of asyncio."""
        self.items: dict[tuple[int, int, int], frozenset[Made]] = {}
        self.acquired: dict[tuple[int, int], frozenset[Made]] = {}

    def turn(self, held: Iterable[Made]) -> TurnedLocks:
        """The locks that turn, of those that are held over an await and those that are taken at the same places."""
        wanted = {made for made in held if made.path in NEW_NAMES}
        if not wanted:
            return TurnedLocks()
        self._look()
        for made in self._every():
            if made.path not in NEW_NAMES:
                self._refuse([made], f"{made.path} can't be one of asyncio")
            elif made.number < 0:
                self._refuse([made], "not every place where it is made can be rewritten")
        groups = [*self.items.values(), *self.acquired.values()]
        turned: set[Made] = set()
        for lock in sorted(wanted):
            group = _joined(lock, groups)
            reason = next((self.reasons[item] for item in sorted(group) if item in self.reasons), "")
            if reason:
                self.reasons |= dict.fromkeys(group, reason)
            else:
                turned |= group
        there = self._every()
        return TurnedLocks(
            turned,
            {place for place, group in self.items.items() if group & turned},
            {place for place, group in self.acquired.items() if group & turned},
            frozenset(
                path for path in NEW_NAMES if all(made in turned for made in there if made.path == path)
            ),
        )

    def _every(self) -> set[Made]:
        """The locks of the program."""
        return {made for obj in self.graph.solver.objects if (made := _lock(obj)) is not None}

    def _refuse(self, group: Iterable[Made], reason: str) -> None:
        for made in group:
            self.reasons.setdefault(made, reason)

    def _look(self) -> None:
        for index in range(len(self.graph.modules)):
            self._items(index)
            self._members(index)
            self._handed_on(index)
            self._kept(index)
        if self._loops_in_threads:
            self._refuse(self._every(), "threads of the program run event loops of their own")

    def _items(self, index: int) -> None:
        for statement in self.graph.modules[index].facts.withs:
            for position, item in enumerate(statement.items):
                group, others = self._locks_in(index, item.context)
                if group:
                    self.items[index, statement.number, position] = group
                    self._check(index, statement.scope, group, others)

    def _members(self, index: int) -> None:
        facts = self.graph.modules[index].facts
        calls = {call.func: (number, call) for number, call in enumerate(facts.calls)}
        for load in facts.loads:
            group, others = self._locks_in(index, load.obj)
            if not group:
                continue
            number, call = calls.get(load.target, (-1, None))
            if load.name not in _MEMBERS or call is None or call.args:
                self._refuse(group, f"{_text(load, call)} has no counterpart")
            elif load.name == "acquire":
                self.acquired[index, number] = group
            if load.name != "locked":
                self._check(index, load.scope, group, others)

    def _check(self, index: int, scope: int, group: frozenset[Made], others: bool) -> None:
        function = self.uses.owner(index, scope)
        if others:
            self._refuse(group, "something else may be taken at the same place")
        elif not self._is_on_loop(function) or function[1] != scope:
            self._refuse(group, f"{self.graph.qualified_name(function)} takes it and stays synchronous")
        path = self.graph.modules[index].path
        if index in self.uses.foreign or path in self.pins.policy.frozen:
            self._refuse(group, f"{path} is not converted")

    def _is_on_loop(self, function: FunctionId) -> bool:
        blocking = self.colours.blocking
        assert blocking is not None
        return blocking.runs_on_loop(function) and not self.colours.kept.is_sync(function)

    def _handed_on(self, index: int) -> None:
        for number, call in enumerate(self.graph.modules[index].facts.calls):
            for arg in call.args:
                group, _ = self._locks_in(index, arg.node)
                if group and not self._goes_on(Site(index, "call", number)):
                    self._refuse(group, f"it is handed to {call.text}")

    def _goes_on(self, site: Site) -> bool:
        """Only code of the project gets what is handed over there."""
        targets = [obj for _, obj in self.graph.targets(site)]
        return bool(targets) and all(
            isinstance(obj, Class) or self.graph.unwrap(obj) is not None for obj in targets
        )

    def _kept(self, index: int) -> None:
        """Something outside the project that keeps it may take it."""
        for store in self.graph.modules[index].facts.stores:
            group, _ = self._locks_in(index, store.source)
            holders = [obj for _, obj in self.graph.held(index, store.obj)] if group else []
            if group and not (holders and all(isinstance(obj, Inst | Class | Module) for obj in holders)):
                self._refuse(group, f"it is kept as {store.name} of something unknown")

    def _locks_in(self, index: int, node: int) -> tuple[frozenset[Made], bool]:
        """The locks that a node can hold, and whether it may hold something else."""
        if not node:
            return frozenset(), False
        held = [obj for _, obj in self.graph.held(index, node)]
        locks = frozenset(made for obj in held if (made := _lock(obj)) is not None)
        meant = {f"{made.path}()" for made in locks}  # by an annotation, which makes a lock of no place
        others = any(_lock(obj) is None and getattr(obj, "path", "") not in meant for obj in held)
        others = others or not self.graph.solver.saturated.isdisjoint(self.graph.nodes(index, node))
        return locks, others

    @cached_property
    def _loops_in_threads(self) -> bool:
        """A function that a thread runs, or what it calls, runs an event loop."""
        if self.colours.has_portal:
            return False
        waiting = [*self.uses.to_threads, *self.uses.handed_out]
        seen: set[FunctionId] = set()
        while waiting:
            function = waiting.pop()
            if function in self.colours.shims or function in self.pins.runs_loop:
                return True
            if function not in seen:
                seen.add(function)
                for use in self.uses.in_function.get(function, ()):
                    waiting += self.uses.turning(use)
        return False


def _lock(obj: object) -> Made | None:
    made = made_at(obj)
    return made if made is not None and made.path != "threading.local" else None


def _joined(start: Made, groups: Iterable[frozenset[Made]]) -> frozenset[Made]:
    """All locks that are taken where one of the locks is."""
    found = frozenset({start})
    while True:
        more = found.union(*(group for group in groups if group & found))
        if more == found:
            return found
        found = more


def _text(load: Load, call: Call | None) -> str:
    if call is None:
        return f"its {load.name}"
    return f"{load.name}({', '.join(arg.keyword or '…' for arg in call.args)})"
