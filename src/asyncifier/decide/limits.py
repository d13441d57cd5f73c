"""`max-concurrency`: how many connections of `with` blocks may be open at once, and which blocks a semaphore can guard.

Each block that opens a connection of its own waits for its turn. A task that has had its turn must not wait for another
one, or tasks would wait for each other for ever: a block in which a second connection may be opened is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from asyncifier.decide.colour import Colours
from asyncifier.decide.uses import Leaf, Use, Uses
from asyncifier.edits import AddHelper
from asyncifier.facts.values import With
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Closing

Block = tuple[int, int]
"""A `with` statement: its module and its number."""
Found = tuple[int, int, str, str]
"""(module, line, code, message)."""

NAME = "_connection_limit"
MODULES = ("asyncio", "weakref")
_HELPER = '''\
_connection_limits: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
    weakref.WeakKeyDictionary()
)


def {name}() -> asyncio.Semaphore:
    """At most {limit} of the connections that this module opens at once, in each event loop."""
    return _connection_limits.setdefault(asyncio.get_running_loop(), asyncio.Semaphore({limit}))
'''


def helper(limit: int) -> AddHelper:
    """What the guarded blocks enter first."""
    return AddHelper(NAME, _HELPER.format(name=NAME, limit=limit))


@dataclass(frozen=True)
class _Hold:
    """Connections of `blocks` are open in the lines behind `line`, up to `end`, of one function."""

    blocks: frozenset[Block]
    line: int
    end: int


class Limits:
    """The blocks that are guarded, by the position of the item that opens a connection."""

    def __init__(self, graph: CallGraph, uses: Uses, colours: Colours) -> None:
        self.graph = graph
        self.uses = uses
        self.waiting: dict[FunctionId, list[Use]] = {}
        for use in colours.awaited.values():
            if use.kind != "escape" and use not in colours.bridges:
                self.waiting.setdefault(uses.owner(use.site.module, use.scope), []).append(use)

    @cached_property
    def guarded(self) -> Mapping[Block, int]:
        return {block: positions[0] for block, positions in self._blocks.items() if block in self._safe}

    def told(self) -> Iterator[Found]:
        """Connections that the limit does not reach."""
        for block in sorted(self._blocks.keys() - self._safe):
            line = self._statements[block].line
            yield block[
                0
            ], line, "ASY305", "not limited: a second connection is opened while this one is open"
        inside = {(use.site.module, use.site.number) for uses in self._openings.values() for use in uses}
        for uses in self.waiting.values():
            for use in uses:
                if _opens(use) and (use.site.module, use.site.number) not in inside:
                    yield use.site.module, use.line, "ASY305", "not limited: no `with` block closes this connection"

    # -- which blocks open connections --

    @cached_property
    def _statements(self) -> dict[Block, With]:
        return {
            (index, item.number): item
            for index, module in enumerate(self.graph.modules)
            for item in module.facts.withs
        }

    @cached_property
    def _openings(self) -> dict[Block, list[Use]]:
        """For each block that waits: the calls in its items that open a connection."""
        calls: dict[tuple[int, int], list[Use]] = {}
        for use in self.uses.all:
            if use.kind == "call" and _opens(use):
                calls.setdefault((use.site.module, use.scope), []).append(use)
        found: dict[Block, list[Use]] = {}
        for entered in (use for uses in self.waiting.values() for use in uses if use.kind == "with"):
            block = (entered.site.module, entered.site.number)
            item = self._statements[block].items[entered.position]
            closes = any(isinstance(obj, Closing) for _, obj in self.graph.targets(entered.site))
            for call in calls.get((entered.site.module, entered.scope), ()):
                if call.site.number == item.call or (closes and call.line == entered.line):
                    found.setdefault(block, []).append(call)
        return found

    @cached_property
    def _blocks(self) -> dict[Block, list[int]]:
        """The positions of the items that open connections."""
        found: dict[Block, list[int]] = {}
        for uses in self.waiting.values():
            for use in uses:
                block = (use.site.module, use.site.number)
                if use.kind == "with" and block in self._openings:
                    item = self._statements[block].items[use.position]
                    direct = [call for call in self._openings[block] if call.site.number == item.call]
                    if direct or any(isinstance(obj, Closing) for _, obj in self.graph.targets(use.site)):
                        found.setdefault(block, []).append(use.position)
        return found

    # -- which of them can wait for their turn --

    @cached_property
    def _safe(self) -> frozenset[Block]:
        """The blocks in which no other guarded one is entered; the fewest are left out, from the outside in."""
        safe = frozenset(block for block, positions in self._blocks.items() if len(positions) == 1)
        while True:
            entered = self._entered(safe)
            nested = {
                block
                for function, uses in self.waiting.items()
                for hold in self._holds(function, safe, entered)
                for use in uses
                if hold.line < use.line <= hold.end and self._by(use, safe, entered)
                for block in hold.blocks
            }
            if not nested:
                return safe
            safe -= nested

    def _holds(
        self, function: FunctionId, safe: frozenset[Block], entered: Mapping[FunctionId, frozenset[Block]]
    ) -> Iterator[_Hold]:
        for use in self.waiting[function]:
            if use.kind == "with" and (blocks := self._by(use, safe, entered)):
                yield _Hold(blocks, use.line, self._statements[use.site.module, use.site.number].end_line)

    def _by(
        self, use: Use, safe: frozenset[Block], entered: Mapping[FunctionId, frozenset[Block]]
    ) -> frozenset[Block]:
        """The guarded blocks that are entered at the use, here or in what is called."""
        own = frozenset({(use.site.module, use.site.number)}) & safe if use.kind == "with" else frozenset()
        return own.union(*(entered.get(function, frozenset()) for function in _called(use)))

    def _entered(self, safe: frozenset[Block]) -> dict[FunctionId, frozenset[Block]]:
        """The guarded blocks that each function enters, itself or through what it calls."""
        found: dict[FunctionId, frozenset[Block]] = {}
        for function, uses in self.waiting.items():
            own = {(use.site.module, use.site.number) for use in uses if use.kind == "with"} & safe
            if own:
                found[function] = frozenset(own)
        waiting = list(found)
        while waiting:
            function = waiting.pop()
            for use in self.uses.by_function.get(function, ()):
                caller = self.uses.owner(use.site.module, use.scope)
                if not found[function] <= found.get(caller, frozenset()):
                    found[caller] = found.get(caller, frozenset()) | found[function]
                    waiting.append(caller)
        return found


def _called(use: Use) -> tuple[FunctionId, ...]:
    return (*use.functions, *use.constructors, *use.generators, *use.special)


def _opens(use: Use) -> bool:
    return any(_is_connection(leaf) for leaf in use.leaves)


def _is_connection(leaf: Leaf) -> bool:
    """A function that opens what one task uses and closes; pools and clients that serve all tasks limit themselves."""
    if leaf.type is not None or leaf.member is None or not leaf.waits:
        return False
    opened = leaf.library.types.get(leaf.member.returns or "")
    if opened is None or not opened.closes:
        return False
    return (opened.concurrent_use or leaf.library.concurrent_use) != "parallel"
