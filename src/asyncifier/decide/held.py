"""Connections of a pool that a task keeps while it waits for something else.

As long as each call blocked its thread, what a connection was held over did not matter. Tasks give way at every
await: the pool is soon empty when they wait for other things, and a task that needs a second connection may wait for
ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf

from asyncifier.decide.colour import Colours
from asyncifier.decide.uses import Leaf, Use, Uses
from asyncifier.facts.values import With
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Root

Found = tuple[int, int, str, str]
"""(module, line, code, message)."""


@dataclass(frozen=True)
class _Hold:
    """A connection of one of `pools` is held in the lines behind `line`, up to `end`."""

    pools: frozenset[Root]
    line: int
    end: float


class HeldConnections:
    """Finds the awaits over which a pooled connection is held."""

    def __init__(self, graph: CallGraph, uses: Uses, colours: Colours) -> None:
        self.graph = graph
        self.uses = uses
        self.waiting: dict[FunctionId, list[Use]] = {}
        for use in colours.awaited.values():
            if use.kind != "escape" and use not in colours.bridges:
                self.waiting.setdefault(uses.owner(use.site.module, use.scope), []).append(use)

    def find(self) -> Iterator[Found]:
        for function in sorted(self.waiting) if self.takes else ():
            for hold in self._holds(function):
                for use in self.waiting[function]:
                    if hold.line < use.line <= hold.end:
                        message = self._harm(use, hold)
                        if message:
                            yield function[0], use.line, "ASY304", message

    def _harm(self, use: Use, hold: _Hold) -> str:
        since = f"while it holds one since line {hold.line}"
        if self._taken(use) & hold.pools:
            return f"{use.text} takes a second connection of the pool {since}: tasks may wait for each other for ever"
        others = [leaf for leaf in use.leaves if leaf.waits and not set(leaf.roots) & hold.pools]
        if others and not any(self._is_of_hold(leaf, hold) for leaf in use.leaves):
            return f"{use.text} is waited for {since}: the pool is soon empty"
        return ""

    def _is_of_hold(self, leaf: Leaf, hold: _Hold) -> bool:
        """It works on a connection of the pool."""
        return bool(set(leaf.roots) & hold.pools)

    def _holds(self, function: FunctionId) -> Iterator[_Hold]:
        for use in self.waiting[function]:
            if use.kind == "with":
                statement = self._statements[use.site.module][use.site.number]
                if self._taken(use):
                    yield _Hold(self._taken(use), use.line, statement.end_line)
            elif use.kind == "call" and (pools := self._taken_here(use)):
                yield _Hold(pools, use.line, self._given_back(use))

    def _given_back(self, use: Use) -> float:
        """The last line in which the connection is handed back to its pool; the function's end when it never is."""
        facts = self.graph.modules[use.site.module].facts
        name = next((item.name for item in facts.assigned_calls if item.call == use.site.number), "")
        lines = [
            call.line
            for call in facts.calls
            if call.scope == use.scope and call.line > use.line and any(arg.dotted == (name,) for arg in call.args)
        ]  # fmt: skip
        return max(lines, default=inf) - 1 if name else use.line

    @cached_property
    def _statements(self) -> list[dict[int, With]]:
        return [{item.number: item for item in module.facts.withs} for module in self.graph.modules]

    def _taken(self, use: Use) -> frozenset[Root]:
        """The pools of which a connection is taken at the use, here or in what is called."""
        called = (*use.functions, *use.generators, *use.special)
        return self._taken_here(use).union(*(self.takes.get(function, ()) for function in called))

    @staticmethod
    def _taken_here(use: Use) -> frozenset[Root]:
        return frozenset(root for leaf in use.leaves if _takes(leaf) for root in leaf.roots)

    @cached_property
    def takes(self) -> dict[FunctionId, frozenset[Root]]:
        """The pools of which each function takes a connection, itself or through what it calls."""
        found: dict[FunctionId, frozenset[Root]] = {}
        waiting = []
        for function, uses in self.waiting.items():
            own = frozenset(root for use in uses for root in self._taken_here(use))
            if own:
                found[function] = own
                waiting.append(function)
        while waiting:
            function = waiting.pop()
            for use in self.uses.by_function.get(function, ()):
                caller = self.uses.owner(use.site.module, use.scope)
                if use.kind not in ("apply", "escape") and not found[function] <= found.get(
                    caller, frozenset()
                ):
                    found[caller] = found.get(caller, frozenset()) | found[function]
                    waiting.append(caller)
        return found


def _takes(leaf: Leaf) -> bool:
    """A pool's method that gives one of its connections."""
    if leaf.type is None or leaf.type.concurrent_use != "parallel" or leaf.member is None:
        return False
    given = leaf.library.types.get(leaf.member.returns or "")
    return given is not None and given is not leaf.type and bool(given.closes)
