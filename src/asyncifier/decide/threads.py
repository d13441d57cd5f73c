"""What code for threads keeps, and tasks share: locks held over an await, and values of a `threading.local`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncifier.decide.locals import LOCAL, LocalUses
from asyncifier.decide.locks import LockUses
from asyncifier.decide.uses import Use, Uses
from asyncifier.facts.values import Load, Store
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Class, ExternalValue, Inst, Made, Object, made_at

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours
    from asyncifier.decide.pins import Pins

_LOCKS = frozenset(
    f"{module}.{name}()"
    for module in ("threading", "multiprocessing")
    for name in ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore")
)

Found = tuple[int, int, str, str]
"""(module, line, code, message)."""


@dataclass(frozen=True)
class HeldLock:
    """A lock of `threading` is held over the await in line `awaited`."""

    module: int
    line: int
    path: str
    awaited: int
    made: frozenset[Made]

    def told(self, reason: str) -> Found:
        """With why it can't be a lock of asyncio."""
        harm = (
            "other tasks get in meanwhile, as they run in the same thread"
            if self.path.endswith("RLock()")
            else "a task that wants it then stops the whole event loop"
        )
        message = f"a {self.path} is held over the await in line {self.awaited}: {harm}"
        return self.module, self.line, "ASY402", f"{message}. {reason}" if reason else message


class ThreadState:
    """Where a function that turned async does what was right as long as each thread had its own turn."""

    def __init__(self, graph: CallGraph, uses: Uses, pins: Pins, colours: Colours) -> None:
        self.graph = graph
        self.uses = uses
        self.waiting: dict[FunctionId, list[Use]] = {}
        for use in colours.awaited.values():
            if use not in colours.bridges and use.kind != "escape":
                self.waiting.setdefault(uses.owner(use.site.module, use.scope), []).append(use)
        self.held = tuple(_held_locks(graph, uses, self.waiting))
        self.locks = LockUses(graph, uses, pins, colours)
        self.turned = self.locks.turn(made for lock in self.held for made in lock.made)
        """The locks that become locks of asyncio."""
        self.used_locals = tuple(_locals(graph, uses, self.waiting))
        self.locals = LocalUses(graph, uses, pins, colours)
        self.turned_locals = self.locals.turn(made for used in self.used_locals for made in used.made)
        """The locals that become context variables."""

    def find(self) -> Iterator[Found]:
        """What is told."""
        for lock in self.held:
            if not lock.made or not lock.made <= self.turned.made:
                reasons = (self.locks.reasons.get(made) for made in sorted(lock.made))
                reason = next(filter(None, reasons), "")
                yield lock.told(f"It stays what it is: {reason}" if reason else "")
        for used in self.used_locals:
            if not used.made or not used.made <= self.turned_locals.made.keys():
                reason = next(
                    (self.locals.reasons[made] for made in used.made if made in self.locals.reasons), ""
                )
                stays = f". It stays what it is: {reason}" if reason else ""
                yield used.module, used.line, "ASY403", f"{used.name} of a threading.local: all tasks share it{stays}"


def _held_locks(graph: CallGraph, uses: Uses, waiting: dict[FunctionId, list[Use]]) -> Iterator[HeldLock]:
    for index, module in enumerate(graph.modules):
        for statement in module.facts.withs:
            inside = waiting.get(uses.owner(index, statement.scope), ())
            first = min(
                (use.line for use in inside if statement.line < use.line <= statement.end_line), default=0
            )  # fmt: skip
            for item in statement.items if first and not statement.is_async else ():
                yield from _held(graph, index, statement.line, item.context, first)
        loads = {load.target: load for load in module.facts.loads if load.name == "acquire"}
        for call in module.facts.calls if loads else ():
            inside = waiting.get(uses.owner(index, call.scope), ())
            if not inside or call.func not in loads:
                continue
            release = f"{call.text.removesuffix('.acquire')}.release"
            last = max(
                (other.line for other in module.facts.calls if (other.text, other.scope) == (release, call.scope)),
                default=0,
            )  # fmt: skip
            first = min((use.line for use in inside if call.line < use.line <= last), default=0)
            if first:
                yield from _held(graph, index, call.line, loads[call.func].obj, first)


def _held(graph: CallGraph, module: int, line: int, node: int, awaited: int) -> Iterator[HeldLock]:
    found = [obj for _, obj in graph.held(module, node) if _path(obj) in _LOCKS]
    if found:
        made = frozenset(place for obj in found if (place := made_at(obj)) is not None)
        yield HeldLock(module, line, _path(found[0]), awaited, made)


def _path(obj: Object) -> str:
    return obj.path if isinstance(obj, ExternalValue) else ""


@dataclass(frozen=True)
class UsedLocal:
    """A function that turned async uses an attribute of a `threading.local`."""

    module: int
    line: int
    name: str
    made: frozenset[Made]


def _locals(graph: CallGraph, uses: Uses, waiting: dict[FunctionId, list[Use]]) -> Iterator[UsedLocal]:
    """The first use in each function."""
    told: set[FunctionId] = set()
    if not any(getattr(obj, "path", "").startswith(LOCAL) for obj in graph.solver.objects):
        return
    for index, module in enumerate(graph.modules):
        accesses: list[Load | Store] = [*module.facts.loads, *module.facts.stores]
        for access in sorted(accesses, key=lambda item: item.line):
            function = uses.owner(index, access.scope)
            if function not in waiting or function in told:
                continue
            found = [obj for _, obj in graph.held(index, access.obj) if _is_local(graph, obj)]
            if found:
                told.add(function)
                made = frozenset(place for obj in found if (place := made_at(obj)) is not None)
                yield UsedLocal(index, access.line, access.name, made)


def _is_local(graph: CallGraph, obj: Object) -> bool:
    if isinstance(obj, Inst) and isinstance(graph.solver.objects[obj.cls], Class):
        return LOCAL in graph.external_bases(obj.cls)
    return _path(obj) == f"{LOCAL}()"
