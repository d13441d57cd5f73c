"""What is told of functions that now wait in the middle, where others may run: they change the state that the function
has read, see what it has set for itself, and a clause that catches everything swallows the end of a task."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from asyncifier.decide.concurrency import run_as_tasks
from asyncifier.decide.uses import Use, Uses
from asyncifier.facts.values import StateChange, With
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Class, ContainerMethod, External, ExternalValue, Inst, Object
from asyncifier.graph.solve import Site

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours

_SUPPRESS = "contextlib.suppress"
_OF_THE_PROCESS = {
    "warnings.catch_warnings": "the filters of warnings",
    "contextlib.redirect_stdout": "sys.stdout",
    "contextlib.redirect_stderr": "sys.stderr",
    "contextlib.chdir": "the working directory",
    "cProfile.Profile": "the profiler",
}
"""What changes something for the whole process until its block ends. `decimal.localcontext` does not: each task has
its own context."""
_CLOCKS = {"time.process_time", "time.process_time_ns", "time.thread_time", "time.thread_time_ns"}
"""What other tasks spend counts on these."""
_LOCKS = tuple(
    f"{module}.{name}("
    for module in ("threading", "asyncio", "multiprocessing")
    for name in ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore")
)

Found = tuple[int, int, str, str]
"""(module, line, code, message)."""


class Interleaving:
    """Finds the places of one program where an await that was not there before does harm."""

    def __init__(self, graph: CallGraph, uses: Uses, colours: Colours) -> None:
        self.graph = graph
        self.uses = uses
        self.waiting: dict[FunctionId, list[Use]] = {}
        for use in colours.awaited.values():
            if use not in colours.bridges and use.kind != "escape" and not use.awaited:
                self.waiting.setdefault(uses.owner(use.site.module, use.scope), []).append(use)

    def find(self) -> Iterator[Found]:
        """Everything that is told, in the order of the source."""
        if self.waiting:
            yield from self._swallowed()
            yield from self._changed()
            yield from self._set_for_all()

    def _first(self, function: FunctionId, start: int, end: int) -> int:
        """The first line from `start` to `end` in which the function waits now; 0 when it does not."""
        lines = [use.line for use in self.waiting.get(function, ()) if start <= use.line <= end]
        return min(lines, default=0)

    # -- the end of a task ------------------------------------------------------------------------------

    def _swallowed(self) -> Iterator[Found]:
        for index, module in enumerate(self.graph.modules):
            for clause in module.facts.catch_alls:
                owner = self.uses.owner(index, clause.scope)
                if line := self._first(owner, clause.start, clause.end):
                    tell = _misses if clause.is_interrupt else _swallows
                    yield index, clause.line, "ASY405", tell(clause.text, line)
            for statement in module.facts.withs:
                owner = self.uses.owner(index, statement.scope)
                line = self._first(owner, statement.line + 1, statement.end_line)
                if line and self._suppresses_all(index, statement):
                    yield index, statement.line, "ASY405", _swallows("suppress(BaseException)", line)

    def _suppresses_all(self, module: int, statement: With) -> bool:
        for item in statement.items:
            if item.call >= 0 and self._calls(module, item.call, _SUPPRESS):
                call = self.graph.modules[module].facts.calls[item.call]
                if any(_is_base(obj) for arg in call.args for _, obj in self.graph.held(module, arg.node)):
                    return True
        return False

    def _calls(self, module: int, number: int, path: str) -> bool:
        return any(_path(obj) == path for _, obj in self.graph.targets(Site(module, "call", number)))

    # -- what is set for the whole process --------------------------------------------------------------

    def _set_for_all(self) -> Iterator[Found]:
        for index, module in enumerate(self.graph.modules):
            for statement in module.facts.withs:
                owner = self.uses.owner(index, statement.scope)
                line = self._first(owner, statement.line + 1, statement.end_line)
                if not line or owner not in self.concurrent:
                    continue
                for position in range(len(statement.items)):
                    targets = self.graph.targets(Site(index, "with", statement.number, position))
                    what = next((found for _, obj in targets if (found := self._shared_by_all(obj))), "")
                    if what:
                        message = f"{what} over the await in line {line}"
                        yield index, statement.line, "ASY407", message
                        break

    def _shared_by_all(self, obj: Object) -> str:
        """What entering the object changes, or measures, for all tasks."""
        path = _path(obj).removesuffix("()")
        if path in _OF_THE_PROCESS:
            return f"{path} changes {_OF_THE_PROCESS[path]} for all tasks"
        if isinstance(obj, Inst) and isinstance(self.graph.solver.objects[obj.cls], Class):
            enter = self.graph.method_of(obj.cls, "__enter__")
            clock = self._clock_in(enter) if enter is not None else ""
        else:
            function = self.graph.unwrap(obj)
            clock = self._clock_in(function) if function is not None else ""
        return f"{clock} counts what other tasks do" if clock else ""

    def _clock_in(self, function: FunctionId) -> str:
        for number, call in enumerate(self.graph.modules[function[0]].facts.calls):
            if call.scope == function[1]:
                for _, obj in self.graph.targets(Site(function[0], "call", number)):
                    if _path(obj) in _CLOCKS:
                        return _path(obj)
        return ""

    # -- state ------------------------------------------------------------------------------------------

    def _changed(self) -> Iterator[Found]:
        for index, module in enumerate(self.graph.modules):
            for change in module.facts.state_changes:
                owner = self.uses.owner(index, change.scope)
                line = self._first(owner, change.start, change.end)
                if (
                    line
                    and owner in self.concurrent
                    and self._is_shared(index, change)
                    and self._writes(index, change)
                    and not self._is_locked(index, change)
                ):
                    yield index, change.read, "ASY406", (
                        f"{change.name} is read here and written in line {change.written}, with an await in line {line}"
                        " between: another task may have changed it"
                    )

    @cached_property
    def concurrent(self) -> frozenset[FunctionId]:
        return run_as_tasks(self.graph, self.uses)

    def _is_shared(self, module: int, change: StateChange) -> bool:
        """It belongs to the module, or to an object that was not made by the task itself."""
        if change.is_global:
            return True
        held = [obj for _, obj in self.graph.held(module, change.obj)] if change.obj else []
        return any(
            obj.cls in self._made_before if isinstance(obj, Inst) else isinstance(obj, Class) for obj in held
        )

    @cached_property
    def _made_before(self) -> set[int]:
        """The classes of which objects are made outside of what runs as a task."""
        return {
            cls
            for use in self.uses.all
            for cls in use.classes
            if self.uses.owner(use.site.module, use.scope) not in self.concurrent
        }

    def _writes(self, module: int, change: StateChange) -> bool:
        if change.call < 0:
            return True
        targets = self.graph.targets(Site(module, "call", change.call))
        return any(isinstance(obj, ContainerMethod) for _, obj in targets)

    def _is_locked(self, module: int, change: StateChange) -> bool:
        for statement in self.graph.modules[module].facts.withs:
            if statement.scope == change.scope and statement.line < change.read <= statement.end_line:
                for position in range(len(statement.items)):
                    targets = self.graph.targets(Site(module, "with", statement.number, position))
                    if any(_path(obj).startswith(_LOCKS) for _, obj in targets):
                        return True
        return False


def _swallows(text: str, line: int) -> str:
    return f"{text} around the await in line {line} swallows the CancelledError that ends a task"


def _misses(text: str, line: int) -> str:
    return f"{text} around the await in line {line} is not reached by Ctrl-C, which cancels the task instead"


def _is_base(obj: Object) -> bool:
    return _path(obj) == "builtins.BaseException"


def _path(obj: Object) -> str:
    return obj.path if isinstance(obj, External | ExternalValue) else ""
