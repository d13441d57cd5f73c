"""What still blocks once the colours are known, and whether it may move to a thread.

A function *blocks* if it stays synchronous and reaches a connection that keeps its old driver, or a synchronous
bridge. Called on the event loop it would stop every task. It may run in a thread as a whole if it opens every
connection it blocks on itself, so that no object crosses threads; otherwise the place is *stuck*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from asyncifier.decide.pins import AT_EXIT
from asyncifier.graph import FunctionId, Site
from asyncifier.graph.heap import External, ExternalValue, Root

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours, Painter
    from asyncifier.decide.uses import Leaf, Use


_TAKES_ALL = frozenset(
    f"builtins.{name}"
    for name in ("list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max")
)
"""What runs a generator to its end, and so may do that in a thread: `list(lines())`."""


_ENDLESS = frozenset({"itertools.count()", "itertools.cycle()"})


class Blocking:
    """The blocking calls on the event loop: `offloads` can move to a thread, `stuck` can't (with the reason)."""

    def __init__(self, painter: Painter, colours: Colours, disabled: Mapping[Root, object]) -> None:
        self.painter = painter
        self.graph = painter.graph
        self.uses = painter.uses
        self.colours = colours
        self.disabled = disabled
        self._callers: dict[FunctionId, set[FunctionId]] = {}
        self.functions = self._blocking_functions()
        self.waiting_in_thread = self._reaching(self._may_wait_in_thread)
        self.reading = self._reaching(lambda use: use.is_file)
        """Functions that stay synchronous and read or write files."""
        self.in_place = self._reaching(lambda use: bool(use.in_place))
        """Functions that stay synchronous and block in a way that must not go to a thread."""
        self.failing = self._reaching(lambda use: use.fails_on_loop)
        self.told: list[tuple[Use, str, str]] = []
        """What blocks the loop, and is only told, with its code: it has nothing to do with what is converted."""
        self.offloads: list[Use] = []
        self.list_comprehensions: set[tuple[int, int]] = set()
        self.short_circuits: dict[tuple[int, int], str] = {}
        """What offloading turns besides: see the attributes of `Colours` of these names."""
        self.stuck: list[tuple[Use, str]] = []
        for use in self.uses.all:
            self._judge(use)

    def runs_on_loop(self, function: FunctionId) -> bool:
        if function in self.colours.kept.only and not self.graph.scope(function).is_async:
            return False
        has_coroutine = (
            function in self.colours.shims
            and function not in self.colours.bridging
            and function not in self.colours.in_place
        )
        return self.colours.is_async(function) or has_coroutine or self.graph.scope(function).is_async

    def _is_disabled(self, leaf: Leaf) -> bool:
        return any(self.painter.component(root) in self.disabled for root in leaf.roots)

    def _blocking_functions(self) -> dict[FunctionId, frozenset[Root]]:
        """Functions that stay synchronous and block, with the connections they block on."""
        found: dict[FunctionId, set[Root]] = {}
        for use in self.uses.all:
            if use.kind in ("call", "with", "for", "comp", "stack", "cleanup"):
                owner = self.uses.owner(use.site.module, use.scope)
                roots = {
                    root
                    for leaf in use.leaves
                    if leaf.waits and (self._is_disabled(leaf) or self.colours.kept.is_sync(owner))
                    for root in leaf.roots
                }
                if roots:
                    found.setdefault(owner, set()).update(roots)
        for function in (
            *self.colours.shims,
            *self.painter.pins.runs_loop,
            *self.colours.kept.waiting,
        ):
            found.setdefault(function, set())
        stack = list(found)
        while stack:
            function = stack.pop()
            for use in self.uses.by_function.get(function, ()):
                caller = self.uses.owner(use.site.module, use.scope)
                if use.kind in ("apply", "shared") or self._runs_elsewhere(use):
                    continue
                if self.runs_on_loop(caller) and caller not in self.colours.kept.too:
                    continue
                before = found.get(caller)
                if before is None or not found[function] <= before:
                    found.setdefault(caller, set()).update(found[function])
                    stack.append(caller)
        return {function: frozenset(roots) for function, roots in found.items()}

    def _may_wait_in_thread(self, use: Use) -> bool:
        """It only blocks, and may do that in a thread: `subprocess.run`, `requests.get`."""
        if use.in_place:
            return False
        return use.blocks and (not use.is_file or self.painter.policy.files == "offload")

    def _reaching(self, is_meant: Callable[[Use], bool]) -> set[FunctionId]:
        """Functions that stay synchronous and make such a call, or call one that does."""
        found = {
            self.uses.owner(use.site.module, use.scope)
            for use in self.uses.all
            if use.kind in ("call", "with") and is_meant(use)
        }
        found = {function for function in found if not self.runs_on_loop(function)}
        stack = list(found)
        while stack:
            for use in self.uses.by_function.get(stack.pop(), ()):
                caller = self.uses.owner(use.site.module, use.scope)
                if use.kind in ("apply", "shared", "escape") or caller in found or self.runs_on_loop(caller):
                    continue
                found.add(caller)
                stack.append(caller)
        return found

    def _spare_the_loop(self, use: Use) -> None:
        """What only blocks goes to a thread where it can, and is told where it can't."""
        if any(map(self.colours.is_async, self._called(use))) or use.awaited or use.kind == "escape":
            return
        if use.kind == "with" and use.blocks:
            self.told.append((use, "ASY401", f"leaving the block of {use.text} waits for all that it runs"))
            return
        staying = [item for item in self._called(use) if item in self.in_place]
        if use.in_place or staying:
            name = self.graph.qualified_name(staying[0]) if staying else use.text
            reason = use.in_place or self._reason_in(staying[0])
            if use.fails_on_loop or not self.failing.isdisjoint(staying):
                self.stuck.append((use, f"{name} fails on the event loop: {reason}"))
            else:
                self.told.append((use, "ASY401", f"{name} blocks the event loop: {reason}"))
            return
        is_made_here = use.blocks and use.kind == "call" and not use.leaves
        called = [item for item in self._called(use) if item in self.waiting_in_thread]
        reads = [item for item in self._called(use) if item in self.reading]
        if not called and not (is_made_here and self._may_wait_in_thread(use)):
            if reads or (is_made_here and use.is_file):
                self._tell_file(use, reads)
            return
        takes_all = use.kind == "consume" and use.external in _TAKES_ALL
        is_plain = takes_all or (use.kind == "call" and not use.generators)
        stays_open = is_made_here and use.is_file and use.stays_open
        stopping = self._stopping(called)
        if is_plain and not stays_open and stopping is None and self._can_wait_at(use):
            self.offloads.append(use)
        elif stopping is not None:
            name, stops = self.graph.qualified_name(called[0]), self.graph.qualified_name(stopping)
            reason = (
                f"{name} blocks the event loop, and in a thread the StopIteration of {stops} never ends it"
            )
            self.told.append((use, "ASY401", reason))
        elif stays_open or (reads and set(called) <= set(reads)):
            self._tell_file(use, reads)
        else:
            name = self.graph.qualified_name(called[0]) if called else use.text
            reason = f"{name} blocks the event loop, and can't move to a thread from here"
            self.told.append((use, "ASY401", reason))

    def _reason_in(self, function: FunctionId) -> str:
        """Why the function, or one that it calls, must not go to a thread."""
        seen, waiting = {function}, [function]
        while waiting:
            for use in self.uses.in_function.get(waiting.pop(), ()):
                if use.in_place:
                    return use.in_place
                new = [item for item in self._called(use) if item in self.in_place and item not in seen]
                seen.update(new)
                waiting += new
        return ""

    def _tell_file(self, use: Use, called: Sequence[FunctionId]) -> None:
        name = self.graph.qualified_name(called[0]) if called else use.text
        self.told.append((use, "ASY408", f"{name} reads or writes files on the event loop"))

    @staticmethod
    def _runs_elsewhere(use: Use) -> bool:
        """What is handed over there runs in another thread, or when the event loop has ended."""
        return use.kind == "escape" and (use.in_thread or use.external.startswith(AT_EXIT))

    def _judge(self, use: Use) -> None:
        owner = self.uses.owner(use.site.module, use.scope)
        if not self.runs_on_loop(owner) or use.kind == "apply":
            return
        if use.kind == "escape":
            handed = [item for item in self._called(use) if self._blocks(item, is_handed=True)]
            if handed and not self._runs_elsewhere(use):
                name = self.graph.qualified_name(handed[0])
                self.stuck.append((use, f"{name} would block the event loop: it is handed to {use.external}"))
            return
        for leaf in use.leaves:
            if leaf.waits and self._is_disabled(leaf):
                reason = f"{use.text} would block the event loop: it stays on {leaf.library.module}"
                self.stuck.append((use, reason))
        if id(use) in self.colours.awaited:
            if use in self.colours.either:
                self._judge_either(use)
            return
        is_kept = id(use) in self.colours.kept.places
        blocked = [item for item in self._called(use) if self._blocks(item, is_handed=is_kept)]
        if not blocked:
            self._spare_the_loop(use)
            return
        if use.kind != "call" or use.constructors or not self._is_self_contained(blocked):
            name = self.graph.qualified_name(blocked[0])
            self.stuck.append(
                (use, f"{name} would block the event loop, and can't move to a thread as a whole")
            )
        elif (stopping := self._stopping(blocked)) is not None:
            name = self.graph.qualified_name(stopping)
            reason = f"{use.text} would block the event loop, and in a thread the StopIteration of {name} never ends it"
            self.stuck.append((use, reason))
        elif not use.awaited and self._can_wait_at(use):
            self.offloads.append(use)
        elif not use.awaited:
            self.stuck.append(
                (use, f"{use.text} would block the event loop, and stands where nothing can be awaited")
            )

    def _judge_either(self, use: Use) -> None:
        """What is called there gives a coroutine or a value: in the second case it may block."""
        staying = [item for item in self._called(use) if not self.colours.is_async(item)]
        blocked = [item for item in staying if item in self.functions and not self.runs_on_loop(item)]
        if blocked:
            name = self.graph.qualified_name(blocked[0])
            self.stuck.append((use, f"{name}, which may be called there, would block the event loop"))

    def _can_wait_at(self, use: Use) -> bool:
        """An `await` may stand there; generator expressions around it are noted as what they become."""
        module, scope = use.site.module, use.scope
        scopes = self.graph.modules[module].facts.scopes
        depth = 0
        while scopes[scope].is_part_of_parent:
            depth += 1
            if depth == 2 and not self.painter.nested_comprehensions:
                return False
            if scopes[scope].kind == "genexp":
                at = (module, scopes[scope].number)
                call, consumer = self.painter.genexp_consumers.get(at, (-1, ""))
                if call < 0 or (consumer == "builtins.next" and self.painter.may_end(module, call)):
                    return False
                if self.painter.is_left_early(consumer):
                    self.short_circuits[module, call] = consumer
                else:
                    self.list_comprehensions.add(at)
            scope = scopes[scope].parent
        return scopes[scope].kind != "lambda" or self.painter.is_handed_on(use)

    def _stopping(self, functions: Sequence[FunctionId]) -> FunctionId | None:
        """One of the functions, or of those that they call, that raises StopIteration: a future can't hold it."""
        seen, waiting = set(functions), list(functions)
        while waiting:
            function = waiting.pop()
            scope = self.graph.scope(function)
            if (scope.stops or function in self._asks_for_next) and not scope.is_generator:
                return function
            for use in self.uses.in_function.get(function, ()):
                new = [callee for callee in (*use.functions, *use.special) if callee not in seen]
                seen.update(new)
                waiting += new
        return None

    @cached_property
    def _asks_for_next(self) -> set[FunctionId]:
        """Functions with a `next(items)` that has no default and stands in no `try` with `except StopIteration`."""
        found = set()
        for index, module in enumerate(self.graph.modules):
            caught = [range(*handler.calls) for handler in module.facts.stop_handlers]
            for number, call in enumerate(module.facts.calls):
                if len(call.args) == 1 and not any(number in calls for calls in caught):
                    targets = [obj for _, obj in self.graph.targets(Site(index, "call", number))]
                    is_next = any(
                        isinstance(obj, External) and obj.path == "builtins.next" for obj in targets
                    )
                    if is_next and not self._never_ends(index, call.args[0].node):
                        found.add(self.uses.owner(index, call.scope))
        return found

    def _never_ends(self, module: int, node: int) -> bool:
        held = [obj for _, obj in self.graph.held(module, node)]
        return bool(held) and all(isinstance(obj, ExternalValue) and obj.path in _ENDLESS for obj in held)

    @staticmethod
    def _called(use: Use) -> Iterator[FunctionId]:
        yield from (*use.functions, *use.constructors, *use.generators, *use.special)

    def _blocks(self, function: FunctionId, *, is_handed: bool) -> bool:
        """Its synchronous form blocks, and that is the one that is meant."""
        if function not in self.functions:
            return False
        return not self.colours.is_async(function) or (is_handed and function in self.colours.kept.too)

    def _is_self_contained(self, functions: Sequence[FunctionId]) -> bool:
        """They open every connection they block on themselves, so no object crosses threads."""
        for function in functions:
            for root in self.functions[function]:
                if root.number < 0:
                    return False
                scope = self.graph.modules[root.module].facts.calls[root.number].scope
                leading = self.leading_to(self.uses.owner(root.module, scope))
                if leading.isdisjoint(functions):
                    return False
        return True

    def leading_to(self, function: FunctionId) -> set[FunctionId]:
        """The function and all that call it, directly or not; kept, as many places ask about the same ones."""
        found = self._callers.get(function)
        if found is None:
            found = self._callers[function] = set()
            stack = [function]
            while stack:
                current = stack.pop()
                if current in found:
                    continue
                found.add(current)
                stack += [
                    self.uses.owner(use.site.module, use.scope)
                    for use in self.uses.by_function.get(current, ())
                ]
        return found
