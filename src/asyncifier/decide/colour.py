"""Which functions turn async: the smallest set that satisfies the constraints.

A library call that will be awaited makes the function around it async; an async function makes the place that
calls it an `await` and so the caller async; all methods of an override family and all functions that one place
may call share a colour. Where that reaches something that must stay synchronous (a *conflict*) and no bridge
is right, the connections behind it are taken out as a whole: everything that touches them stays as it was, on
the old driver, and the conflict is told. Taking out only ever shrinks the set, so the loop ends.
"""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from asyncifier.decide.behind import Behind
from asyncifier.decide.blocking import Blocking
from asyncifier.decide.connections import Connections
from asyncifier.decide.doubles import Replacements
from asyncifier.decide.mapped import Mapped
from asyncifier.decide.pins import SPECIAL_RENAMES, Conflict, Pin, Pins
from asyncifier.decide.policy import Policy
from asyncifier.decide.shared import Shared
from asyncifier.decide.twins import Decided, Keeping, Kept, decided
from asyncifier.decide.uses import CONSUMERS, LAZY, SHORT_CIRCUITS, Leaf, Use, Uses
from asyncifier.facts.values import GUARDED, Scope
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Closing, Constant, External, ExternalValue, Inst, Lib, Root
from asyncifier.graph.solve import Site, declared_root

_ENDS_ELSEWHERE = Pin(
    "ASY202",
    "the StopIteration at its end is known here otherwise than in `except`, and becomes another exception",
)
_MENDABLE = frozenset({"ASY106", "ASY107", "ASY108"})
"""Pins by something outside the function that has to follow: its decorator, its base, its caller."""

Component: TypeAlias = Root
"""A group of connections and cursors that some place treats alike, named by its least member."""


Disabled: TypeAlias = dict[Component, list[Conflict | tuple[Use, Leaf]]]
"""The components taken out, each with the conflicts or refused uses that are the reason."""


@dataclass
class Colours:
    """The result: async functions with the use that made them so, and what was decided at each use."""

    because: dict[FunctionId, Use] = field(default_factory=dict)
    shims: dict[FunctionId, Use] = field(default_factory=dict)
    """Entry points: their body moves into a coroutine of its own, or the calls in it are bridged one by one."""
    bridging: set[FunctionId] = field(default_factory=set)
    """Those of `shims` whose calls are bridged."""
    has_portal: bool = False
    """Synchronous callers use one event loop (see `portal`)."""
    in_place: set[FunctionId] = field(default_factory=set)
    """Those of `shims` whose body stays where it is, and runs each thing that waits on the portal."""
    bridges: set[Use] = field(default_factory=set)
    awaited: dict[int, Use] = field(default_factory=dict)
    """Uses that wait, by identity."""
    disabled: Disabled = field(default_factory=dict)
    blocking: Blocking | None = None
    shared: dict[Shared, Use] = field(default_factory=dict)
    """Values of modules that are made later, with the use for which they have to be."""
    list_comprehensions: set[tuple[int, int]] = field(default_factory=set)
    short_circuits: dict[tuple[int, int], str] = field(default_factory=dict)
    """Calls (module, number) of `any`, `all` and `next` whose argument is a generator expression that turns async."""
    either: set[Use] = field(default_factory=set)
    """Calls of what may have to be awaited or not: observers, some of them lambdas."""
    marked: tuple[Conflict, ...] = ()
    """Conflicts that were told and left (`conflicts = "mark"`)."""
    refused: tuple[tuple[Use, Leaf], ...] = ()
    kept: Kept = field(default_factory=Kept)
    """What has a synchronous form beside what turns."""
    choices: tuple[Decided, ...] = ()
    """What was chosen where functions are needed in both worlds."""

    @property
    def staying_calls(self) -> list[Use]:
        """Calls of a synchronous form in asynchronous functions."""
        return self.blocking.offloads if self.blocking is not None else []

    def is_async(self, function: FunctionId) -> bool:
        return function in self.because


def has_anext(leaf: Leaf) -> bool:
    """`anext()` takes what the leaf is: an asynchronous generator, or something of which the model says so."""
    if leaf.type is None:
        return False
    member = leaf.type.methods.get("__next__")
    return (leaf.type.is_derived and leaf.type.iter_ == "async") or (
        member is not None and member.call == "await"
    )


def _written(leaf: Leaf) -> object:
    """What is written of the new call, but for its `await`."""
    outcome = leaf.outcome
    return (outcome.callee, outcome.method, outcome.args, outcome.template, outcome.setup)


def _parameters(scope: Scope) -> list[tuple[str, int, bool]]:
    return [(param.name, param.kind, param.has_default) for param in scope.params]


class Painter:
    """Solves the colour constraints of one program."""

    def __init__(self, graph: CallGraph, uses: Uses, pins: Pins, policy: Policy) -> None:
        self.nested_comprehensions = policy.lowest_python >= (3, 11)
        self.policy = policy
        self.keep = not policy.mark_conflicts
        """What conflicts is kept synchronous, with all that is connected to it; else only told."""
        self.graph = graph
        self.uses = uses
        self.pins = pins
        self.families = graph.families()
        self.seeds = tuple(self._seeds(policy.declared_async))
        self.done = self._done_before() if policy.twins != "offload" and self.keep else frozenset()
        self.held: dict[FunctionId, Pin] = {}
        """Functions that stay synchronous because nobody who calls them can await."""
        self.parent: dict[Root, Root] = {}
        for use in uses.all:
            roots = [root for leaf in use.leaves for root in leaf.roots]
            for root in roots:
                self.union(roots[0], root)
        self.genexp_consumers = self._genexp_consumers()
        self.mapped = Mapped(graph)
        self.replaced = Replacements(graph, uses.libraries)
        imports = list(self._imports())
        self.imported_modules = {target for _, _, target in imports}
        self.imported_late = _closure(
            {target for _, late, target in imports if late},
            [(module, target) for module, late, target in imports if not late],
        )
        """Modules that a function may import: then the event loop may wait for an import that waits for the loop."""
        self.shared_at = {(shared.module, line): shared for shared in uses.shared for line in shared.lines}
        self.shared_of = {
            id(use): shared for shared in uses.shared for use in (*shared.makers, *shared.loads)
        }

    def pin(self, function: FunctionId) -> Pin | None:
        """Why the function must stay synchronous, or None."""
        if self.uses.is_said_to_block(function):
            name = self.graph.qualified_name(function)
            return Pin("ASY110", f"a model says that {name} blocks, so it runs in a thread")
        return self.pins.pin(function)

    def is_handed_on(self, use: Use) -> bool:
        """The call is all that a lambda does: the lambda's caller awaits what it gives."""
        scope = self.graph.modules[use.site.module].facts.scopes[use.scope]
        return scope.kind == "lambda" and self.uses.is_returned(use)

    def may_end(self, module: int, call: int) -> bool:
        """`next(rows)` without a default, where more than `except` clauses know of StopIteration."""
        facts = self.graph.modules[module].facts
        is_next = facts.calls[call].text == "next"
        return facts.mentions_stop and not (is_next and len(facts.calls[call].args) > 1)

    @staticmethod
    def is_left_early(consumer: str) -> bool:
        """What takes a generator expression may stop before its end."""
        return consumer in SHORT_CIRCUITS or consumer == "builtins.next"

    def _seeds(self, declared: Sequence[str]) -> Iterator[tuple[FunctionId, Use]]:
        """Functions that are async whatever they call: by declaration, or since a model says so of what they are
        or override."""
        for function in self.graph.functions():
            if function[0] in self.uses.foreign:
                continue
            name = self.graph.qualified_name(function)
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in declared):
                yield function, self._seed(function, "declared-async")
            elif self.is_modelled_async(function):
                yield function, self._seed(function, "model")

    def _done_before(self) -> frozenset[FunctionId]:
        """Functions beside which their asynchronous twin stands already, and what is defined in them."""
        named = {
            (index, scope.parent, scope.name): scope
            for index, module in enumerate(self.graph.modules)
            for scope in module.facts.scopes
            if scope.kind == "function" and scope.is_async
        }
        found: set[FunctionId] = set()
        for index, module in enumerate(self.graph.modules):
            for number, scope in enumerate(module.facts.scopes):
                if (index, scope.parent) in found:
                    found.add((index, number))
                elif scope.kind == "function" and not scope.is_async:
                    new = SPECIAL_RENAMES.get(scope.name) or self.policy.twin_name.replace(
                        "{name}", scope.name
                    )
                    twin = named.get((index, scope.parent, new))
                    if twin is not None and _parameters(twin) == _parameters(scope):
                        found.add((index, number))
        return frozenset(found)

    def _of_synchronous_twins(self) -> set[Component]:
        """What the synchronous half of a function with a twin opens: it was left to synchronous code, so nothing
        about it has to be told again."""
        return {
            self.component(root)
            for use in (self.uses.all if self.done else ())
            for leaf in use.leaves
            for root in leaf.roots
            if root.number >= 0
            and self.uses.owner(root.module, self.graph.modules[root.module].facts.calls[root.number].scope)
            in self.done
        }

    def _seed(self, function: FunctionId, kind: str) -> Use:
        scope = self.graph.scope(function)
        site = Site(function[0], "def", scope.number)
        text = "declared-async" if kind == "declared-async" else f"the model of {scope.name}"
        return Use(kind, site, function[1], scope.line, scope.column, text)

    def is_modelled_async(self, function: FunctionId) -> bool:
        """A model says that the function, or the method that it overrides, has an asynchronous counterpart."""
        known = self.uses.modelled_function(function)
        if known is not None:
            return known[2].call in ("await", "agen") and not known[2].refuse
        cls = self.graph.class_of(function)
        if cls is None:
            return False
        known_type = self.uses.modelled_type(cls)
        if known_type is None:
            return False
        name = self.graph.scope(function).name
        how = {
            "__enter__": known_type[1].with_,
            "__exit__": known_type[1].with_,
            "__iter__": known_type[1].iter_,
        }
        return how.get(name) == "async"

    # -- components -------------------------------------------------------------------------------------

    def component(self, root: Root) -> Component:
        while self.parent.setdefault(root, root) != root:
            self.parent[root] = root = self.parent[self.parent[root]]
        return root

    def union(self, left: Root, right: Root) -> None:
        a, b = sorted((self.component(left), self.component(right)))
        self.parent[b] = a

    def is_enabled(self, leaf: Leaf, colours: Colours) -> bool:
        """Nothing has taken out the connections of the leaf."""
        return not any(self.component(root) in colours.disabled for root in leaf.roots)

    def converted_files(self, colours: Colours) -> frozenset[tuple[int, str]]:
        """(module, library): something there turns, and nothing stays; names can only mean the new library."""
        found: dict[tuple[int, str], bool] = {}
        for use in self.uses.all:
            for leaf in use.leaves:
                if not leaf.is_free:
                    file = (use.site.module, leaf.library.id)
                    turns = self.is_enabled(leaf, colours) and not colours.kept.is_sync(
                        self.uses.owner(use.site.module, use.scope)
                    )
                    found[file] = found.get(file, True) and turns
        return frozenset(file for file, is_converted in found.items() if is_converted)

    def components_of(self, use: Use) -> set[Component]:
        return {self.component(root) for leaf in use.leaves for root in leaf.roots}

    # -- the loop ---------------------------------------------------------------------------------------

    def paint(self, blocked: Iterable[tuple[Component, Use, Leaf]] = ()) -> Colours:
        disabled: Disabled = {}
        for component, use, leaf in blocked:
            disabled.setdefault(self.component(component), []).append((use, leaf))
        for use in self.uses.all:
            for leaf in use.leaves:
                if leaf.outcome.refuse is not None:
                    for root in leaf.roots:
                        reasons = disabled.setdefault(self.component(root), [])
                        if not any(isinstance(item, tuple) and item[0] is use for item in reasons):
                            reasons.append((use, leaf))
        if not self.keep:
            return self.mark(disabled)
        for component in self._of_synchronous_twins():
            disabled.setdefault(component, [])
        return decided(self, disabled)

    def solve(self, disabled: Disabled, keeping: Keeping) -> Colours:
        """The colours when no conflict is left, but by taking components out or by the synchronous forms kept."""
        while True:
            attempt = _Round(self, disabled, keeping.kept).run()
            colours = attempt.result
            behind = Behind(self, colours)
            if self.leave_what_only_sleeps(colours, behind, disabled):
                continue
            if colours.has_portal and not self.pins.has_portal:
                self.pins.has_portal = True
                continue
            found = [(item, behind.use(item.use) - disabled.keys()) for item in attempt.conflicts]
            found += keeping.public_conflicts(colours, behind)
            left, has_grown = keeping.resolve(found)
            if self.take_out(left, disabled) or self.take_out_what_may_come_back(disabled):
                keeping.reset()
                continue
            if has_grown or keeping.settle(colours):
                continue
            colours.kept = keeping.kept
            blocking = colours.blocking = Blocking(self, colours, disabled)
            if self.leave_tests_that_sleep(blocking, behind, disabled):
                keeping.reset()
                continue
            found = [
                (Conflict(use, Pin("ASY211", reason), owner), behind.function(owner) - disabled.keys())
                for use, reason in blocking.stuck
                if (owner := self.uses.owner(use.site.module, use.scope)) in colours.because
                or owner in colours.shims
            ]
            left, has_grown = keeping.resolve(found)
            if self.take_out(left, disabled):
                keeping.reset()
                continue
            if not has_grown and not keeping.find_problems(colours, behind, blocking):
                colours.disabled = disabled
                return colours

    def leave_what_only_sleeps(self, colours: Colours, behind: Behind, disabled: Disabled) -> bool:
        """A function that others call from their threads, or that waits for threads of its own, and that waits for no
        connection: it may wait there."""
        found: Disabled = {}
        for function in filter(self.pins.is_called_outside, colours.shims):
            if (components := behind.function(function)) <= self._of_no_connection:
                found |= {component: [] for component in components}
        for function in self.pins.joining & colours.because.keys():
            if (components := behind.function(function)) <= self._of_no_connection:
                name = self.graph.qualified_name(function)
                reason = (
                    f"{name} waits for threads of its own and for no connection, so it may wait in its thread"
                )
                conflict = Conflict(colours.because[function], Pin("ASY109", reason))
                found |= {component: [conflict] for component in components}
        disabled |= found
        return bool(found)

    def leave_tests_that_sleep(self, blocking: Blocking, behind: Behind, disabled: Disabled) -> bool:
        """A test that would turn for its `time.sleep` only, and then block on what stays, or send it to threads: it
        stays, and sleeps."""
        blocked = [*blocking.offloads, *(use for use, _ in blocking.stuck)]
        owners = {self.uses.owner(use.site.module, use.scope) for use in blocked}
        found: Disabled = {}
        for function in filter(self.pins.is_test, owners):
            components = behind.function(function)
            if components <= self._of_no_connection:
                found |= {component: [] for component in components - disabled.keys()}
        disabled |= found
        return bool(found)

    @cached_property
    def _of_no_connection(self) -> set[Component]:
        """The components that are a call each: `time.sleep`."""
        found: dict[Component, bool] = {}
        for use in self.uses.all:
            for leaf in use.leaves:
                is_call = leaf.type is None and leaf.member is not None and leaf.member.returns is None
                for root in leaf.roots:
                    component = self.component(root)
                    found[component] = found.get(component, True) and is_call
        return {component for component, is_call in found.items() if is_call}

    def unhindered(self) -> tuple[Colours, list[Conflict]]:
        """What would turn async if every connection were converted, and what stands in the way of that."""
        attempt = _Round(self, {}).run()
        return attempt.result, attempt.conflicts

    def mark(self, refused: Disabled) -> Colours:
        """Everything turns that can; what conflicts is told and left as it was."""
        while True:
            attempt = _Round(self, {}).run()
            held = self.only_for_the_interpreter(attempt.result)
            if not held:
                break
            self.held |= held
        colours = attempt.result
        colours.blocking = Blocking(self, colours, {})
        colours.marked = tuple(attempt.conflicts)
        colours.refused = tuple(
            item for reasons in refused.values() for item in reasons if isinstance(item, tuple)
        )
        return colours

    def only_for_the_interpreter(self, colours: Colours) -> dict[FunctionId, Pin]:
        """Functions that turned although only properties and special methods call them, which can't await.

        Private ones: a public function may have callers outside, who can.
        """
        declared = {function for function, _ in self.seeds}
        found: dict[FunctionId, Pin] = {}
        for function in colours.because:
            if not self.graph.scope(function).name.startswith("_"):
                continue
            family = self.families.get(function, (function,))
            callers = {
                self.uses.owner(use.site.module, use.scope)
                for member in family
                for use in self.uses.by_function.get(member, ())
                if use.kind not in ("apply", "escape")
            }
            if callers and not declared.intersection(family) and all(map(self.cannot_wait, callers)):
                caller = self.graph.qualified_name(min(callers))
                reason = f"{self.graph.qualified_name(function)} serves {caller}, which can't await"
                found[function] = Pin("ASY102", reason)
        return found

    def cannot_wait(self, function: FunctionId) -> bool:
        return function in self.held or self.pins.interpreter_calls(function)

    @staticmethod
    def take_out(reasons: Iterable[tuple[Conflict, set[Component]]], disabled: Disabled) -> bool:
        """Notes each conflict with the components it takes out; whether any was not out before."""
        is_new = False
        for conflict, components in reasons:
            for component in sorted(components):
                known = disabled.setdefault(component, [])
                is_new = is_new or not known
                if conflict not in known:
                    known.append(conflict)
        return is_new

    def take_out_what_may_come_back(self, disabled: Disabled) -> bool:
        """A connection that went to code outside stays: what only an annotation tells of may be that one."""
        is_new = False
        for component, reasons in list(disabled.items()):
            for item in reasons:
                if isinstance(item, Conflict) and item.use.kind == "escape":
                    for declared in self._declared.get(self._library_of.get(component, ""), ()):
                        known = disabled.setdefault(self.component(declared), [])
                        is_new = is_new or not known
                        if item not in known:
                            known.append(item)
        return is_new

    @cached_property
    def _library_of(self) -> dict[Component, str]:
        return {
            self.component(root): leaf.library.id
            for use in self.uses.all
            for leaf in use.leaves
            for root in leaf.roots
        }

    @cached_property
    def _declared(self) -> dict[str, set[Root]]:
        """By library: the connections of which nothing is known but a type."""
        found: dict[str, set[Root]] = {}
        for use in self.uses.all:
            for leaf in use.leaves:
                found.setdefault(leaf.library.id, set()).update(
                    root for root in leaf.roots if root.number < 0
                )
        return found

    def joined(self, use: Use, colours: Colours) -> list[Use]:
        """The use, and those of the same ExitStack that wait; for a shared value, what makes it."""
        if use.maker is not None:
            return [use, *self.shared_of[id(use)].reasons]
        others = [other for stack in use.stacks for other in self.uses.by_stack[stack]]
        return [use, *(other for other in others if id(other) in colours.awaited and other is not use)]

    def _genexp_consumers(self) -> dict[tuple[int, int], tuple[int, str]]:
        """For each generator expression (module, number): the call that it is an argument of, and what is called."""
        found: dict[tuple[int, int], tuple[int, str]] = {}
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                for position, arg in enumerate(call.args):
                    if arg.genexp < 0:
                        continue
                    if arg.stars:
                        found[index, arg.genexp] = (number, "*")
                        continue
                    targets = [obj for _, obj in self.graph.targets(Site(index, "call", number))]
                    paths = {obj.path if isinstance(obj, External) else "" for obj in targets}
                    consumers = CONSUMERS - LAZY | ({"builtins.next"} if position == 0 else frozenset())
                    if paths <= consumers and len(paths) == 1:
                        found[index, arg.genexp] = (number, paths.pop())
        return found

    def _imports(self) -> Iterator[tuple[int, bool, int]]:
        """Imports of project modules: the module that imports, whether a function in it does, and what is imported."""
        by_name = self.graph.solver.by_name
        for index, module in enumerate(self.graph.modules):
            for statement in module.facts.imports:
                base = self.graph.solver.resolve_module(index, statement.level, statement.module)
                names = [base] if statement.is_from else []
                names += [
                    f"{base}.{name.name}" if statement.is_from else name.name for name in statement.names
                ]
                late = module.facts.scopes[statement.scope].kind == "function"
                yield from ((index, late, by_name[name]) for name in names if name in by_name)


def _closure(starts: set[int], edges: Iterable[tuple[int, int]]) -> set[int]:
    """The starts and all that the edges (from, to) lead to."""
    reached: dict[int, list[int]] = {}
    for source, target in edges:
        reached.setdefault(source, []).append(target)
    found: set[int] = set()
    waiting = list(starts)
    while waiting:
        item = waiting.pop()
        if item not in found:
            found.add(item)
            waiting += reached.get(item, ())
    return found


class _Round:
    """One propagation, with some components taken out."""

    def __init__(self, painter: Painter, disabled: Disabled, kept: Kept | None = None) -> None:
        self.painter = painter
        self.disabled = disabled
        self.kept = kept or Kept()
        self.result = Colours(kept=self.kept)
        self.conflicts: list[Conflict] = []
        self.queue: list[FunctionId] = []
        self.handed_on: set[FunctionId] = set()

    def run(self) -> _Round:
        for function, use in self.painter.seeds:
            known = self.painter.uses.modelled_function(function) if use.kind == "model" else None
            if known is None or self.painter.component(declared_root(*known[:2])) not in self.disabled:
                self.make_async(function, use)
        for use in self.painter.uses.all:
            if any(leaf.waits for leaf in self.enabled(use)):
                self.wait_at(use)
        self.defer_clients()
        while self.queue:
            function = self.queue.pop()
            for member in self.painter.families.get(function, ()):
                self.make_async(member, self.result.because[function])
            for use in self.painter.uses.by_function.get(function, ()):
                self.reach(use, function)
        self.check_lambdas()
        pins = self.painter.pins
        self.result.has_portal = pins.has_portal or any(map(pins.is_called_outside, self.result.shims))
        if self.result.has_portal:
            self.result.in_place = {
                function
                for function in self.result.shims
                if pins.runs_in_place(function) or not pins.is_called_outside(function)
            }
        elif self.painter.policy.bridge_calls:
            self.bridge_entry_points()
        if not self.conflicts:
            self.check_loops()
        return self

    def check_loops(self) -> None:
        """Parts of a program that share a connection need one event loop. Calls that start it one after the other get
        one; where the program runs loops itself, the connection stays as it is."""
        shared = {item: use for item, use in self.result.shared.items() if self.holds_connection(item)}
        if not shared:
            return
        runs = self.runs_of_its_own(shared)
        starts = [use.site.module for use in self.result.bridges if self.is_at_top(use)]
        if runs > 1 or (runs and (starts or self.result.shims)):
            for item, use in shared.items():
                reason = f"{item.value.name} is made at import, and the program runs more than one event loop"
                self.conflict(use, Pin("ASY103", f"{reason}: each would have one of its own"))
        elif len(starts) > len(set(starts)):
            self.result.has_portal = True

    def runs_of_its_own(self, shared: Collection[Shared]) -> int:
        """How often the program runs an event loop for what uses the shared values."""
        uses = self.painter.uses
        found = {uses.owner(load.site.module, load.scope) for item in shared for load in item.loads}
        waiting = list(found)
        while waiting:
            for use in uses.by_function.get(waiting.pop(), ()):
                caller = uses.owner(use.site.module, use.scope)
                if caller not in found:
                    found.add(caller)
                    waiting.append(caller)
        return sum(count for function, count in self.painter.pins.runs_loop.items() if function in found)

    def is_at_top(self, use: Use) -> bool:
        return self.painter.graph.caller(use.site.module, use.scope)[1] == 0

    def holds_connection(self, shared: Shared) -> bool:
        """The shared value is a connection or may hold one."""
        node = self.painter.graph.modules[shared.module].facts.scopes[0].names[shared.value.name]
        held = self.painter.graph.held(shared.module, node)
        return any(isinstance(obj, Lib | Inst) for _, obj in held)

    def check_lambdas(self) -> None:
        """A lambda that is awaited must give something that can be."""
        for function, because in list(self.result.because.items()):
            if self.painter.graph.scope(function).kind != "lambda":
                continue
            inner = self.painter.uses.in_function.get(function, ())
            if any(id(use) in self.result.awaited and self.painter.is_handed_on(use) for use in inner):
                continue
            callers = [
                use for use in self.painter.uses.by_function[function] if id(use) in self.result.awaited
            ]
            if self.painter.keep and all(
                use.kind == "call" and not use.leaves and not use.classes for use in callers
            ):
                self.result.either.update(callers)
                del self.result.because[function]
            else:
                self.conflict(
                    because, Pin("ASY104", "a lambda that gives no awaitable is called here too"), function
                )

    def bridge_entry_points(self) -> None:
        """Entry points that only call: each call gets a bridge of its own."""
        for function in self.result.shims:
            waiting = [
                use
                for use in self.painter.uses.in_function.get(function, ())
                if id(use) in self.result.awaited
            ]
            if all(use.kind == "call" and not use.leaves and use.scope == function[1] for use in waiting):
                self.result.bridging.add(function)
                self.result.bridges.update(waiting)

    def stays(self, use: Use) -> bool:
        """What is meant there is the synchronous form."""
        if id(use) in self.kept.places:
            return True
        return bool(self.kept.only) and (
            self.painter.uses.owner(use.site.module, use.scope) in self.kept.only
        )

    def enabled(self, use: Use) -> list[Leaf]:
        return [
            leaf
            for leaf in use.leaves
            if not any(self.painter.component(root) in self.disabled for root in leaf.roots)
        ]

    def reach(self, use: Use, function: FunctionId) -> None:
        """`function`, which a use involves, has turned async."""
        if self.stays(use):
            return
        if use.site.module in self.painter.uses.foreign:
            if not self.painter.keep and self.painter.uses.is_returned(use):
                self.hand_on(self.painter.uses.owner(use.site.module, use.scope))
                return
            path = self.painter.graph.modules[use.site.module].path
            self.conflict(use, Pin("ASY113", f"{path} is not among the files to convert"))
            return
        if use.kind == "apply":
            return  # the decorator itself runs at import; what it returns is seen at its calls
        if function in use.constructors:
            constructors = self.painter.pins.constructors
            problem = (
                constructors.problem(use)
                if constructors is not None
                else Pin("ASY101", f"{use.text}() runs a constructor, which can't await")
            )
            if problem is not None:
                self.conflict(use, problem)
                return
        if use.kind in ("operation", "load", "getitem", "setitem", "store"):
            self.conflict(use, Pin("ASY202", f"{use.text} is evaluated on the spot, which can't await"))
            return
        self.wait_at(use)

    def wait_at(self, use: Use) -> None:
        """An await (or async with, async for) is needed here."""
        if id(use) in self.result.awaited:
            return
        if self.stays(use) or self.is_left_to_loop(use):
            return
        self.result.awaited[id(use)] = use
        problem = self.impossible(use)
        if problem is not None and (self.painter.keep or problem.code != "ASY204" or use.kind == "call"):
            self.conflict(use, problem)
            return
        for function in self.painter.uses.turning(use):
            if use.kind == "call" and self.gives_nothing(function):
                if function not in self.painter.replaced.lambdas:  # those become awaitable, see `doubles`
                    self.result.either.add(use)
            else:
                self.make_async(function, use)
        for stack in use.stacks:
            for other in self.painter.uses.by_stack[stack]:
                if other.kind != "stack" or other.external == "close":
                    self.wait_at(other)
        if use.kind != "stack" or use.external != "callback":
            self.require(use)
        form = self.painter.mapped.form(use) if use.kind in ("mapped", "piped") else None
        if form is not None and form.loop is not None:
            self.require(replace(use, scope=form.loop.scope))

    def gives_nothing(self, function: FunctionId) -> bool:
        """A lambda whose value is not that of a call: what its caller gets never has to be awaited."""
        is_lambda = self.painter.graph.scope(function).kind == "lambda" and self.painter.keep
        return is_lambda and self.painter.pin(function) is not None

    def impossible(self, use: Use) -> Pin | None:
        """Why this kind of use can't wait, whatever function it stands in."""
        if use.kind == "escape":
            if use.unresolved:
                return Pin("ASY203", f"handed to {use.external}, which could not be resolved")
            return Pin("ASY201", f"handed to {use.external}, which works synchronously")
        if use.kind in ("yieldfrom_value", "getitem", "setitem", "operation"):
            return Pin("ASY202", f"{use.text} needs its values at once")
        if use.kind == "consume" and use.external == "builtins.next" and not all(map(has_anext, use.leaves)):
            return Pin("ASY202", "next() on a database cursor has no asynchronous form")
        if use.kind == "consume" and self.takes_one_at_a_time(use):
            return Pin("ASY202", f"{use.external}() takes one item at a time, which a list would not do")
        is_next = use.kind == "consume" and use.external == "builtins.next"
        drives = use.kind == "drive" and use.external != "close"
        if (is_next or drives) and self.painter.may_end(use.site.module, use.site.number):
            return _ENDS_ELSEWHERE
        if use.kind == "comp" and self.leaves_open(use):
            return Pin(
                "ASY202",
                f"{use.text} has to clean up, and is left before its end by what takes the generator expression",
            )
        if use.kind == "piped" and (why := self.painter.mapped.problem(use)) is not None:
            return Pin("ASY201", f"handed to {use.external}, which works synchronously: {why}")
        if use.kind == "mapped" and self.painter.mapped.form(use) is None:
            return Pin("ASY201", f"handed to {use.external}, which works synchronously")
        if use.kind == "shared" and use.plain:
            return Pin("ASY204", f"{use.text} may also be {', '.join(use.plain)}")
        if self.painter.keep and use.kind == "call" and use.classes and (use.functions or use.leaves):
            return Pin(
                "ASY204", f"{use.text} may also make an object of a class, which is written differently"
            )
        constructors = self.painter.pins.constructors
        pin = constructors.problem_of_super(use) if constructors is not None else None
        if pin is not None:
            return pin
        if use.kind == "call" and use.plain and self.may_be_either(use):
            self.result.either.add(use)
        elif use.kind == "call" and use.plain:
            return Pin("ASY204", f"{use.text} may also call {', '.join(use.plain)}, which can't be awaited")
        if use.kind == "call" and (others := self.converted_otherwise(use)):
            return Pin(
                "ASY204", f"{use.text} may also call {', '.join(others)}, which becomes something else"
            )
        problem = self.no_stack(use) if use.stacks else None
        if problem is not None:
            return Pin("ASY202", f"{use.text}: {problem}")
        if use.kind in ("with", "stack") and self.may_be_nothing(use):
            return Pin("ASY204", f"{use.text} may also be a nullcontext(), which commits nothing")
        if use.kind in ("with", "stack") and not self.can_close(use):
            return Pin("ASY202", f"{use.text} may be a closing(), which can't be told from the rest")
        if (
            use.kind in ("with", "for", "comp", "yieldfrom", "consume", "stack", "cleanup", "drive", "piped")
            and use.plain
        ):
            return Pin(
                "ASY204", f"{use.text} may also be a {', '.join(use.plain)}, which is not asynchronous"
            )
        return None

    def converted_otherwise(self, use: Use) -> list[str]:
        """Of several methods that may be called here, those whose new call is not the one of the first that waits."""
        leaves = [leaf for leaf in self.enabled(use) if leaf.member is not None and leaf.type is not None]
        first = next((leaf for leaf in leaves if leaf.outcome.awaited), None)
        if first is None:
            return []
        return [
            f"{leaf.type.name}.{leaf.name}"
            for leaf in leaves
            if leaf.type is not None
            and leaf.member is not None
            and not (
                _written(leaf) == _written(first)
                and (leaf.outcome.awaited or leaf.member.call == "plain_or_await")
            )
        ]

    def takes_one_at_a_time(self, use: Use) -> bool:
        """No list can stand for what is iterated, nor can one of our helpers."""
        return use.external in LAZY | SHORT_CIRCUITS and bool(use.special)

    def leaves_open(self, use: Use) -> bool:
        """`any(… for x in rows())`: closing the expression does not close what it iterates."""
        scope = self.painter.graph.modules[use.site.module].facts.scopes[use.scope]
        _, consumer = self.painter.genexp_consumers.get((use.site.module, scope.number), (0, ""))
        is_left = scope.kind == "genexp" and self.painter.is_left_early(consumer)
        return is_left and any(self.painter.graph.scope(function).cleans_up for function in use.generators)

    def may_be_either(self, use: Use) -> bool:
        """Besides functions of the project something is called that surely gives nothing to be awaited."""
        if use.leaves or use.classes or use.constructors or not self.painter.keep:
            return False
        names = [path.partition(".")[0] for path in use.plain if "." in path]
        return len(names) == len(use.plain) and all(
            name in sys.stdlib_module_names and name not in ("asyncio", "contextlib", "types")
            for name in names
        )

    def no_stack(self, use: Use) -> str | None:
        """Why an ExitStack that is used here can't become an AsyncExitStack."""
        if use.kind == "load":
            return "an AsyncExitStack has no such attribute"
        if any(self.painter.uses.made_stack(stack) is None for stack in use.stacks):
            return "the ExitStack is not made by a call of contextlib.ExitStack that can be seen"
        return None

    def may_be_nothing(self, use: Use) -> bool:
        """`with conn if … else nullcontext()`, where what commits has to be wrapped."""
        return any(leaf.name == "commit" for leaf in use.leaves) and any(
            isinstance(obj, Closing) and not obj.closes for _, obj in self.painter.graph.targets(use.site)
        )

    def can_close(self, use: Use) -> bool:
        """Every `closing()` that is entered is a call that can be rewritten, and nothing else is entered."""
        made = [obj for _, obj in self.painter.graph.targets(use.site) if isinstance(obj, Closing)]
        closing = [obj for obj in made if obj.closes]
        if any(obj.number < 0 for obj in closing):
            return False
        return not closing or all(leaf.name == "closing" for leaf in use.leaves)

    def require(self, use: Use) -> None:
        """The function around `use` becomes async, or a bridge stands here."""
        module, scope = use.site.module, use.scope
        scopes = self.painter.graph.modules[module].facts.scopes
        pins = self.painter.pins
        owner = self.painter.uses.owner(module, scope)
        in_place = (
            pins.has_portal
            and pins.is_entry(owner)
            and scopes[owner[1]].kind == "function"
            and (pins.runs_in_place(owner) or not pins.is_called_outside(owner))
        )
        depth = 0
        stopping: dict[tuple[int, int], str] = {}
        while scopes[scope].is_part_of_parent:
            depth += 1
            if depth == 2 and not self.painter.nested_comprehensions and not in_place:
                reason = "await in a comprehension inside another one needs Python 3.11 (requires-python)"
                self.conflict(use, Pin("ASY205", reason))
                return
            if scopes[scope].kind == "genexp" and not in_place:
                if (module, scopes[scope].number) not in self.painter.genexp_consumers:
                    self.conflict(
                        use, Pin("ASY202", "a generator expression is consumed where it can't be awaited")
                    )
                    return
                call, consumer = self.painter.genexp_consumers[module, scopes[scope].number]
                if consumer == "builtins.next" and self.painter.may_end(module, call):
                    self.conflict(use, _ENDS_ELSEWHERE)
                    return
                if self.painter.is_left_early(consumer):
                    stopping[module, call] = consumer
                else:
                    self.result.list_comprehensions.add((module, scopes[scope].number))
            scope = scopes[scope].parent
        function = (module, scope)
        if in_place:
            self.result.shims.setdefault(function, use)
            return
        if scopes[scope].name == "__iter__" and not scopes[scope].is_generator:
            name = self.painter.graph.qualified_name(function)
            self.conflict(use, Pin("ASY101", f"{name} gives an iterator, for which nobody waits"), function)
            return
        if scopes[scope].kind == "module" and self.may_defer(use):
            return
        if scopes[scope].kind == "module" and self.may_bridge(use):
            self.result.bridges.add(use)
            return
        if scopes[scope].kind == "lambda" and not self.painter.is_handed_on(use):
            self.conflict(use, Pin("ASY104", "a lambda can't await"), function)
            return
        self.result.short_circuits.update(stopping)
        if scopes[scope].kind == "function" and self.painter.pins.is_entry(function):
            self.result.shims.setdefault(function, use)
            return
        if (
            scopes[scope].is_async
            and self.painter.graph.modules[module].path not in self.painter.policy.frozen
        ):
            return
        self.make_async(function, use)

    def is_left_to_loop(self, use: Use) -> bool:
        """`atexit.register(conn.close)` beside `conn = connect()`, which the loop closes when it shuts down."""
        shared = self.painter.shared_at.get((use.site.module, use.line))
        if shared is None or use.kind != "escape" or not use.external.startswith("atexit.register"):
            return False
        return bool(shared.value.exits) and self.may_defer(use)

    def defer_clients(self) -> None:
        """Clients that a module makes without waiting, but whose connections belong to one event loop."""
        if not self.painter.keep:
            return
        for shared in self.painter.uses.shared:
            for use in shared.makers:
                if any(leaf.library.loop_bound and Connections.opens(leaf) for leaf in self.enabled(use)):
                    self.may_defer(use)

    def may_defer(self, use: Use) -> bool:
        """The module makes it for a name: it can be made when it is first asked for. Its readers wait for that."""
        shared = self.painter.shared_at.get((use.site.module, use.line))
        if shared is None or not self.painter.keep:
            return False
        if self.may_bridge(use) and (any(load.scope == 0 for load in shared.loads) or self.is_plain(shared)):
            return False
        if shared.problem:
            self.conflict(use, Pin("ASY103", f"{shared.value.name} is made at import, and {shared.problem}"))
        elif shared not in self.result.shared:
            self.result.shared[shared] = use
            for load in shared.loads:
                self.wait_at(load)
        return True

    def is_plain(self, shared: Shared) -> bool:
        """A number or a text: it serves all loops, and is what it was at import."""
        graph = self.painter.graph
        node = graph.modules[shared.module].facts.scopes[0].names.get(shared.value.name)
        return node is not None and all(
            isinstance(obj, ExternalValue | Constant) for _, obj in graph.held(shared.module, node)
        )

    def may_bridge(self, use: Use) -> bool:
        """A bridge is right here: a call at the top of a program, guarded or in a script nobody imports.

        With an event loop in a thread of its own, what runs at import may wait for that one.
        """
        if use.kind != "call" or use.leaves:
            return False
        module = self.painter.graph.modules[use.site.module]
        if module.path in self.painter.policy.frozen:
            return False
        call = module.facts.calls[use.site.number]
        if call.flags & GUARDED or use.site.module not in self.painter.imported_modules:
            return True
        return self.painter.pins.has_portal and use.site.module not in self.painter.imported_late

    def make_async(self, function: FunctionId, because: Use) -> None:
        if function in self.result.because or function in self.result.shims:
            return
        path = self.painter.graph.modules[function[0]].path
        if self.painter.graph.scope(function).is_async and path not in self.painter.policy.frozen:
            return
        if function[0] in self.painter.uses.foreign and self.painter.uses.modelled_function(function):
            return  # its asynchronous counterpart is what the model names
        if self.painter.pins.is_entry(function):
            self.result.shims[function] = because
            return
        if self.painter.graph.scope(function).kind == "genexp" and self.is_made_in_place(function):
            self.conflict(
                because, Pin("ASY202", "a generator expression that waits is handed on by a test or command")
            )
            return
        if function[0] in self.painter.uses.foreign and not self.painter.keep:
            return  # what it gives is known: it is handed on, or can't be awaited
        pin = self.painter.held.get(function) or self.painter.pin(function)
        if function in self.kept.only and pin is None:
            pin = Pin("ASY204", f"{self.painter.graph.qualified_name(function)} stays synchronous for others")
        if pin is not None and not self.painter.keep and pin.code in _MENDABLE:
            self.conflicts.append(Conflict(because, pin))  # told: the decorator or the base has to follow
        elif pin is not None:
            self.conflict(because, pin, function)
            return
        self.result.because[function] = because
        self.queue.append(function)

    def is_made_in_place(self, function: FunctionId) -> bool:
        """The generator expression stands in a function that stays synchronous."""
        pins = self.painter.pins
        scopes = self.painter.graph.modules[function[0]].facts.scopes
        owner = self.painter.uses.owner(function[0], scopes[function[1]].parent)
        return pins.has_portal and scopes[owner[1]].kind == "function" and pins.is_entry(owner)

    def hand_on(self, function: FunctionId) -> None:
        """A function that is not converted returns what an async one gives: its callers have to await it."""
        if function in self.handed_on:
            return
        self.handed_on.add(function)
        for use in self.painter.uses.by_function.get(function, ()):
            self.reach(use, function)

    def conflict(self, use: Use, pin: Pin, function: FunctionId | None = None) -> None:
        self.conflicts.append(Conflict(use, pin, function))
        if not self.painter.keep:
            self.result.awaited.pop(id(use), None)
