"""What code for threads keeps, and tasks share: locks held over an await, and values of a `threading.local`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncifier.decide.uses import Use, Uses
from asyncifier.facts.values import Load, Store
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Class, ExternalValue, Inst, Object
from asyncifier.graph.solve import Site

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours

_LOCKS = frozenset(
    f"{module}.{name}()"
    for module in ("threading", "multiprocessing")
    for name in ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore")
)
_LOCAL = "threading.local"

Found = tuple[int, int, str, str]
"""(module, line, code, message)."""


def what_threads_keep(graph: CallGraph, uses: Uses, colours: Colours) -> Iterator[Found]:
    """Where a function that turned async does what was right as long as each thread had its own turn."""
    waiting: dict[FunctionId, list[Use]] = {}
    for use in colours.awaited.values():
        if use not in colours.bridges and use.kind != "escape":
            waiting.setdefault(uses.owner(use.site.module, use.scope), []).append(use)
    yield from _held_locks(graph, uses, waiting)
    yield from _locals(graph, uses, waiting)


def _held_locks(graph: CallGraph, uses: Uses, waiting: dict[FunctionId, list[Use]]) -> Iterator[Found]:
    for index, module in enumerate(graph.modules):
        for statement in module.facts.withs:
            inside = waiting.get(uses.owner(index, statement.scope), ())
            first = min(
                (use.line for use in inside if statement.line < use.line <= statement.end_line), default=0
            )  # fmt: skip
            for position in range(len(statement.items)) if first else ():
                site = Site(index, "with", statement.number, position)
                lock = next((obj for _, obj in graph.targets(site) if _path(obj) in _LOCKS), None)
                if lock is not None:
                    yield index, statement.line, "ASY402", _held(lock, first)
        for number, call in enumerate(module.facts.calls):
            if not call.text.endswith(".acquire"):
                continue
            inside = waiting.get(uses.owner(index, call.scope), ())
            if not inside:
                continue
            release = f"{call.text.removesuffix('.acquire')}.release"
            last = max(
                (other.line for other in module.facts.calls if (other.text, other.scope) == (release, call.scope)),
                default=0,
            )  # fmt: skip
            first = min((use.line for use in inside if call.line < use.line <= last), default=0)
            for _, obj in graph.targets(Site(index, "call", number)) if first else ():
                if _path(obj).removesuffix(".acquire") in _LOCKS:
                    yield index, call.line, "ASY402", _held(obj, first)
                    break


def _held(lock: Object, line: int) -> str:
    path = _path(lock).removesuffix(".acquire")
    harm = (
        "other tasks get in meanwhile, as they run in the same thread"
        if path.endswith("RLock()")
        else "a task that wants it then stops the whole event loop"
    )
    return f"a {path} is held over the await in line {line}: {harm}"


def _path(obj: Object) -> str:
    return obj.path if isinstance(obj, ExternalValue) else ""


def _locals(graph: CallGraph, uses: Uses, waiting: dict[FunctionId, list[Use]]) -> Iterator[Found]:
    told: set[FunctionId] = set()
    if not any(getattr(obj, "path", "").startswith(_LOCAL) for obj in graph.solver.objects):
        return
    for index, module in enumerate(graph.modules):
        accesses: list[Load | Store] = [*module.facts.loads, *module.facts.stores]
        for access in sorted(accesses, key=lambda item: item.line):
            function = uses.owner(index, access.scope)
            if function not in waiting or function in told:
                continue
            if any(_is_local(graph, obj) for _, obj in graph.held(index, access.obj)):
                told.add(function)
                yield index, access.line, "ASY403", f"{access.name} of a threading.local: all tasks share it"


def _is_local(graph: CallGraph, obj: Object) -> bool:
    if isinstance(obj, Inst) and isinstance(graph.solver.objects[obj.cls], Class):
        return _LOCAL in graph.external_bases(obj.cls)
    return _path(obj) == f"{_LOCAL}()"
