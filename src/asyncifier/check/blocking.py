"""Calls that stop the event loop: made in a coroutine, or in a function that one calls.

A *blocking* function is synchronous and reaches such a call. Each place where a coroutine enters one is told once, with
the shortest chain to the call: that is where it can be moved to a thread. What is handed to a thread is not followed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from asyncifier.check.findings import Found
from asyncifier.check.knowledge import Knowledge, Known
from asyncifier.decide.pins import AT_EXIT
from asyncifier.decide.uses import CONSUMERS, Leaf, Use, Uses
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import External
from asyncifier.plan import Link

_LATER = frozenset({"escape", "apply", "shared", "base"})
"""The kinds of uses at which nothing runs on the spot, or elsewhere than one sees."""
_RUN_A_LOOP = frozenset(
    {"asyncio.run", "anyio.run", "trio.run", "asyncio.AbstractEventLoop.run_until_complete"}
)
_WHAT = {
    "ASY601": "blocks the event loop",
    "ASY605": "starts an event loop while one runs",
    "ASY608": "reads or writes files on the event loop",
}


@dataclass(frozen=True)
class _Stop:
    """What blocks at a place: the name that it is told by, and the code for its kind."""

    name: str
    code: str = "ASY601"


class BlockingCalls:
    """Finds them in one program."""

    def __init__(self, graph: CallGraph, uses: Uses, knowledge: Knowledge) -> None:
        self.graph = graph
        self.uses = uses
        self.knowledge = knowledge

    def find(self) -> Iterator[Found]:
        """A finding for each place at which a coroutine runs into one."""
        for use in self.uses.all:
            if not self.runs_on_loop(self.owner(use)):
                continue
            stop = self.stop_at(use)
            if stop is not None:
                yield self._told(use, stop, ())
                continue
            entered = [function for function in self.entered(use) if function in self.causes]
            if entered:
                function = min(entered, key=lambda item: len(self.chain(item)))
                yield self._told(use, self.end(function), self.chain(function))

    def _told(self, use: Use, stop: _Stop, chain: tuple[Use, ...]) -> Found:
        uses = (use, *chain)
        links = tuple(
            Link(
                self.graph.qualified_name(self.owner(item)), self.path(item), item.line,
                self.graph.qualified_name(self.owner(after)) if after is not None else stop.name,
            )
            for item, after in zip(uses, (*uses[1:], None), strict=True)
        )  # fmt: skip
        what = _WHAT[stop.code]
        message = f"{links[0].callee} {what}" + (f": it reaches {stop.name}" if chain else "")
        also = (chain[-1].site.module, chain[-1].line) if chain else None
        return Found(stop.code, use.site.module, use.line, use.column, message, chain=links, also=also)

    def path(self, use: Use) -> str:
        return self.graph.modules[use.site.module].path

    def owner(self, use: Use) -> FunctionId:
        return self.uses.owner(use.site.module, use.scope)

    def runs_on_loop(self, function: FunctionId) -> bool:
        """It is a coroutine function, or one that the event loop calls back."""
        return self.graph.scope(function).is_async or function in self.called_back

    @cached_property
    def called_back(self) -> frozenset[FunctionId]:
        """What is handed to `loop.call_soon` and the like."""
        return frozenset(
            function
            for use in self.uses.all
            if use.kind == "escape" and self._is_called_by(use, "loop")
            for function in use.functions
            if not self.graph.scope(function).is_async
        )

    def _is_called_by(self, use: Use, who: str) -> bool:
        return any(known.member.calls == who for known in self.knowledge.members_at(use.site))

    # -- one place --------------------------------------------------------------------------------------

    def stop_at(self, use: Use) -> _Stop | None:
        """What blocks right there."""
        if use.kind in _LATER or use.awaited or self._may_give_awaitable(use):
            return None
        if any(self.graph.scope(function).is_async for function in use.functions):
            return None
        if use.kind == "call":
            found = [
                _Stop(known.name, code)
                for known in self.knowledge.members_at(use.site)
                if (code := _code(known))
            ]
            if found and not self._is_polling(use):
                return found[0]
        return next((_Stop(_name(use, leaf)) for leaf in use.leaves if _blocks(use, leaf)), None)

    def _is_polling(self, use: Use) -> bool:
        """`lock.acquire(blocking=False)`, `lock.acquire(False)`."""
        args = self.graph.modules[use.site.module].facts.calls[use.site.number].args
        return any(
            arg.constant is False
            and (arg.keyword in ("block", "blocking") or (not position and not arg.keyword))
            for position, arg in enumerate(args)
        )

    def entered(self, use: Use) -> tuple[FunctionId, ...]:
        """The synchronous functions that run there."""
        if use.kind == "escape":
            if use.in_thread or use.external.startswith(AT_EXIT):
                return ()
            if not (self._is_called_by(use, "sync") or self._is_consumer(use)):
                return ()
        elif use.kind in _LATER:
            return ()
        called = (*use.functions, *use.constructors, *use.generators, *use.special)
        found = tuple(function for function in called if not self.graph.scope(function).is_async)
        # Where a coroutine function is called too, the others are mostly there for want of a better type.
        return found if len(found) == len(called) and not self._may_give_awaitable(use) else ()

    def _may_give_awaitable(self, use: Use) -> bool:
        return use.kind == "call" and any(
            known.gives_awaitable for known in self.knowledge.members_at(use.site)
        )

    def _is_consumer(self, use: Use) -> bool:
        return any(
            isinstance(obj, External) and obj.path in CONSUMERS for _, obj in self.graph.targets(use.site)
        )

    # -- the whole program ------------------------------------------------------------------------------

    @cached_property
    def causes(self) -> dict[FunctionId, Use]:
        """The blocking functions, each with the use in its body that leads to the nearest blocking call."""
        entering: dict[FunctionId, list[Use]] = {}
        found: dict[FunctionId, Use] = {}
        for use in self.uses.all:
            owner = self.owner(use)
            if self.graph.scope(owner).is_async:
                continue
            if owner not in found and self.stop_at(use) is not None:
                found[owner] = use
            for function in self.entered(use):
                entering.setdefault(function, []).append(use)
        waiting = deque(sorted(found))
        while waiting:  # breadth first: the first chain that comes is the shortest
            for use in entering.get(waiting.popleft(), ()):
                owner = self.owner(use)
                if owner not in found:
                    found[owner] = use
                    waiting.append(owner)
        return found

    def chain(self, function: FunctionId) -> tuple[Use, ...]:
        """The uses from the function's body down to the one that blocks."""
        known = self._chains.get(function)
        if known is None:
            use = self.causes[function]
            known = (use,)
            if self.stop_at(use) is None:
                after = [item for item in self.entered(use) if item in self.causes and item != function]
                nearest = min(after, key=self._depth)
                known = (use, *self.chain(nearest))
            self._chains[function] = known
        return known

    def _depth(self, function: FunctionId) -> int:
        return self._depths[function]

    @cached_property
    def _depths(self) -> dict[FunctionId, int]:
        """In the order in which `causes` found them: what comes later leads through what came before."""
        return {function: number for number, function in enumerate(self.causes)}

    @cached_property
    def _chains(self) -> dict[FunctionId, tuple[Use, ...]]:
        return {}

    def end(self, function: FunctionId) -> _Stop:
        """What blocks at the end of the chain."""
        stop = self.stop_at(self.chain(function)[-1])
        assert stop is not None
        return stop


def _code(known: Known) -> str:
    """The code for a call of it on the event loop; "" when that does no harm."""
    if known.name in _RUN_A_LOOP:
        return "ASY605"
    if known.member.call != "block":
        return ""
    return "ASY608" if known.is_file else "ASY601"


def _blocks(use: Use, leaf: Leaf) -> bool:
    """A library's call, `with` or loop that would be awaited if it were converted: until then it waits by itself."""
    if leaf.type is not None and leaf.type.may_be_data:
        return False  # a list has an `append` too
    if leaf.member is None:
        return leaf.waits
    return leaf.member.call in ("await", "await_or_acm", "acm", "block") or leaf.waits


def _name(use: Use, leaf: Leaf) -> str:
    if leaf.type is None:
        return leaf.name
    if leaf.member is None:
        return f"{'entering' if use.kind == 'with' else 'iterating'} a {leaf.type.source}"
    return f"{leaf.type.source}.{leaf.member.name}"
