"""Functions that synchronous and asynchronous code need, both: which keep a synchronous form, and what that costs.

    threading.Thread(target=load)        `load` stays: a thread runs it
    rows = load()                        in a coroutine: `rows = await load_async()`

Where an await is needed that can't stand, the function around it, or what is handed over there, stays synchronous; and
so does, beside its asynchronous form, whatever that needs below. This is sound only where both worlds keep apart: each
connection is opened, used and closed in one of them. `Keeping` finds out, and `price` compares with the other way.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from asyncifier.decide.behind import Behind
from asyncifier.decide.connections import Connections
from asyncifier.decide.pins import AT_EXIT, CACHES, SPECIAL_RENAMES, Conflict, Pin
from asyncifier.facts.values import Call
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import Bound, ContextFunction, External, Func, Lib, Object, Root
from asyncifier.graph.solve import Site

if TYPE_CHECKING:
    from asyncifier.decide.blocking import Blocking
    from asyncifier.decide.colour import Colours, Disabled, Painter
    from asyncifier.decide.uses import Use, Uses

THREAD, HELD, LIBRARY = 5, 5, 5
"""What an offloaded call costs, a function that stays synchronous although it could turn, and a library that is needed
for the synchronous forms alone; in duplicated lines, each of which costs 1."""

_COPIED = frozenset(
    {"abc.abstractmethod", "builtins.classmethod", "builtins.staticmethod", "contextlib.contextmanager",
     "typing.final", "typing.no_type_check", "typing.override", "typing_extensions.final",
     "typing_extensions.override"}
)  # fmt: skip
"""Decorators that do no more than shape the function below them: both forms may have them."""
_STARTED_LATER = ("threading.Thread", "threading.Timer")
"""These run what they are handed once they are started; who waits for that calls `join`, which blocks by a model. Of
all others that run it in another thread or process, whoever hands it over may wait for what it gives.
https://docs.python.org/3/library/threading.html#threading.Thread.join"""
_ON_THE_SPOT = frozenset(
    {"builtins.filter", "builtins.list.sort", "builtins.map", "builtins.max", "builtins.min", "builtins.sorted",
     "functools.reduce", "json.dump", "json.dumps", "json.load", "json.loads", "re.sub", "re.subn"}
)  # fmt: skip
"""What calls the function that it is handed before it returns, or gives the values to who iterates it there."""
_SEEN = frozenset({"__init__", "__contains__", "__getitem__", "__setitem__", "__bool__"})
"""Special methods that nothing calls but what the graph sees; a `__repr__` runs in many a `print`."""
_CALLED_UNSEEN = frozenset({"ASY101", "ASY106", "ASY107", "ASY108", "ASY109"})
"""Reasons for staying synchronous that mean: others call it, on the event loop or not."""
_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__", "__call__"})


@dataclass(frozen=True)
class Kept:
    """What has a synchronous form after the conversion, of all that reaches I/O that is converted."""

    only: frozenset[FunctionId] = frozenset()
    """It has no other form."""
    too: frozenset[FunctionId] = frozenset()
    """It has an asynchronous one besides."""
    places: frozenset[int] = frozenset()
    """Uses, by identity, where the synchronous form is meant although the function around them is asynchronous."""
    contained: frozenset[FunctionId] = frozenset()
    """Those of `too` that stand in another one, and are copied with it."""
    waiting: frozenset[FunctionId] = frozenset()
    """Functions that wait for a thread or a process that runs a synchronous form."""
    names: Mapping[FunctionId, str] = field(default_factory=dict)
    """How the asynchronous forms of the rest of `too` are called."""

    @property
    def twins(self) -> frozenset[FunctionId]:
        return frozenset(self.names)

    def is_sync(self, function: FunctionId) -> bool:
        """It has a synchronous form, in which nothing waits."""
        return function in self.only or function in self.too


@dataclass(frozen=True)
class Decided:
    """What was chosen for the functions of one group of connections, and what both ways cost; None: impossible."""

    functions: tuple[FunctionId, ...]
    because: Conflict
    is_twin: bool
    twin_price: int | None
    offload_price: int | None
    why_not: str = ""


class Keeping:
    """The synchronous forms that one attempt needs; it grows with each conflict, and says what can't be done so."""

    def __init__(
        self, painter: Painter, barred: Mapping[Root, str] | None = None, *, offers: bool = True
    ) -> None:
        self.painter = painter
        self.graph: CallGraph = painter.graph
        self.uses = painter.uses
        self.offers = offers
        """Without it every conflict stays one."""
        self.barred: dict[Root, str] = dict(barred or {})
        """The groups of connections for which it can't be done, with the reason."""
        self.places: dict[int, Use] = {}
        self.only: set[FunctionId] = set(painter.done)
        self.too: frozenset[FunctionId] = frozenset()
        self.waiting: frozenset[FunctionId] = frozenset()
        self.resolved: list[tuple[Conflict, set[Root]]] = []

    def reset(self) -> None:
        self.places.clear()
        self.only = set(self.painter.done)
        self.too = self.waiting = frozenset()
        self.resolved.clear()

    @property
    def kept(self) -> Kept:
        contained = frozenset(item for item in self.too if self._around(item) & self.too)
        twins = sorted(self.too - contained)
        return Kept(
            frozenset(self.only), self.too, frozenset(self.places), contained, self.waiting, self._names(twins)
        )  # fmt: skip

    def _around(self, function: FunctionId) -> set[FunctionId]:
        """The functions in which it is defined."""
        module, scope = function
        scopes = self.graph.modules[module].facts.scopes
        found = set()
        while (scope := scopes[scope].parent) > 0:
            found.add((module, scope))
        return found

    # -- conflicts --------------------------------------------------------------------------------------

    def resolve(
        self, found: Iterable[tuple[Conflict, set[Root]]]
    ) -> tuple[list[tuple[Conflict, set[Root]]], bool]:
        """The conflicts that no synchronous form solves, and whether one more is needed for the others."""
        left: list[tuple[Conflict, set[Root]]] = []
        has_grown = False
        for conflict, components in found:
            if not self.offers or not components or not components.isdisjoint(self.barred):
                left.append((conflict, components))
                continue
            before = len(self.only) + len(self.places)
            problem = self._solve(conflict)
            if problem or len(self.only) + len(self.places) == before:
                reason = problem or conflict.pin.reason
                self.barred.update(dict.fromkeys(components, reason))
                left.append((conflict, components))
                continue
            has_grown = True
            self.resolved.append((conflict, components))
        return left, has_grown and not left

    def _solve(self, conflict: Conflict) -> str:
        """Lets what is in conflict stay synchronous; the reason where that is no way out, else ""."""
        use = conflict.use
        function = conflict.function
        if function is None and use.kind != "escape":  # no await can stand there, so none can for a thread
            function = self.uses.owner(use.site.module, use.scope)
        scope = self.graph.scope(function) if function is not None else None
        if function is not None and scope is not None and scope.kind in ("function", "lambda", "genexp"):
            if scope.is_async or self._is_called_unseen(conflict, function):
                return conflict.pin.reason
            self.only.update(self.painter.families.get(function, (function,)))
            return ""
        if use.stacks or use.maker is not None or any(leaf.waits for leaf in use.leaves):
            return conflict.pin.reason
        if use.kind == "escape" and not is_called_in_place(use):
            return conflict.pin.reason
        self.places[id(use)] = use
        return ""

    def _is_called_unseen(self, conflict: Conflict, function: FunctionId) -> bool:
        """It may run on the event loop, and no call of it is there to be moved to a thread."""
        if conflict.pin.code not in _CALLED_UNSEEN:
            return False
        name = self.graph.scope(function).name
        if conflict.pin.code == "ASY101":
            return name.startswith("__") and name not in _SEEN
        decorators = {path.removesuffix("()") for path in self.painter.pins.decorated.get(function, ())}
        return conflict.pin.code != "ASY107" or not decorators or not decorators <= {*CACHES, AT_EXIT}

    def public_conflicts(self, colours: Colours, behind: Behind) -> Iterator[tuple[Conflict, set[Root]]]:
        """The functions whose synchronous form must remain, and can't."""
        for function, components in self.publics(colours, behind):
            if self.offers and components.isdisjoint(self.barred):
                continue
            name = self.graph.qualified_name(function)
            why = next((self.barred[item] for item in sorted(components) if item in self.barred), "")
            reason = f"{name} must stay callable by synchronous code (twins.public)" + (
                f", and can't have an asynchronous twin: {why}" if why else ""
            )
            yield Conflict(colours.because[function], Pin("ASY110", reason), function), components

    def publics(self, colours: Colours, behind: Behind) -> Iterator[tuple[FunctionId, set[Root]]]:
        """The functions that turn and that outsiders call synchronously, with the connections behind each."""
        for function in colours.because if self.painter.policy.twin_public else ():
            if self.is_public(function):
                yield function, behind.function(function)

    def is_public(self, function: FunctionId) -> bool:
        name = self.graph.qualified_name(function)
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.painter.policy.twin_public)

    # -- what follows -----------------------------------------------------------------------------------

    def settle(self, colours: Colours) -> bool:
        """Finds what else keeps a synchronous form; whether some of it needs no asynchronous one."""
        if not self.offers:
            return False
        self.too = self._needed(colours)
        unasked = self.too - self._asked_for(colours)
        self.waiting = frozenset(self._waiting_for_threads())
        stuck = [item for item in self.waiting if item in colours.because or item in colours.shims]
        for function in (*unasked, *stuck):
            self.only.update(self.painter.families.get(function, (function,)))
        return bool(unasked or stuck)

    def _waiting_for_threads(self) -> Iterator[FunctionId]:
        """The functions that hand a synchronous form to other threads, and may wait for them."""
        for use in self.uses.all if self.only or self.too else ():
            if use.kind != "escape" or not use.in_thread or use.external.startswith(_STARTED_LATER):
                continue
            if any(item in self.only or item in self.too for item in use.functions):
                yield self.uses.owner(use.site.module, use.scope)

    def _needed(self, colours: Colours) -> frozenset[FunctionId]:
        """The asynchronous functions whose synchronous form something synchronous calls."""
        waiting = [function for function in colours.because if self.is_public(function)]
        waiting += [item for use in self.places.values() for item in self.uses.turning(use)]
        waiting += self._called_in(self.only)
        found: set[FunctionId] = set()
        while waiting:
            function = waiting.pop()
            if function in found or function not in colours.because:
                continue
            found.add(function)
            waiting += self.painter.families.get(function, ())
            waiting += self._called_in((function,))
        return frozenset(found)

    def _called_in(self, functions: Iterable[FunctionId]) -> Iterator[FunctionId]:
        for function in functions:
            for use in self.uses.in_function.get(function, ()):
                yield from self.uses.turning(use)

    def _asked_for(self, colours: Colours) -> set[FunctionId]:
        """Those of `too` that something asynchronous calls, or that a user wants to have both forms."""
        found = {function for function in self.too if self.is_public(function)}
        found |= {function for function, _ in self.painter.seeds} & self.too
        waiting: list[FunctionId] = [*found]
        for use in colours.awaited.values():
            owner = self.uses.owner(use.site.module, use.scope)
            if owner not in self.too and use.kind != "escape":
                waiting += self.uses.turning(use)
        seen: set[FunctionId] = set()
        while waiting:
            function = waiting.pop()
            if function in seen or function not in self.too:
                continue
            seen.add(function)
            waiting += self.painter.families.get(function, ())
            for use in self.uses.in_function.get(function, ()):
                if id(use) in colours.awaited and use.kind != "escape":
                    waiting += self.uses.turning(use)
        return found | seen

    # -- what stands in the way -------------------------------------------------------------------------

    def find_problems(self, colours: Colours, behind: Behind, blocking: Blocking) -> bool:
        """Whether some connections can't be in both worlds; they are barred, and all begins anew."""
        kept = colours.kept
        if not self.offers or not (self.only - self.painter.done or kept.too):
            return False
        found: dict[Root, str] = {}
        for function in kept.too:
            problem = self._problem_of(function, kept)
            if problem:
                for component in behind.function(function):
                    found.setdefault(component, problem)
        for use in self.uses.all:
            if use.kind == "escape" and not is_called_in_place(use):
                for function in {*use.functions, *use.special} & (kept.only | kept.too):
                    for root in blocking.functions.get(function, ()):
                        reason = f"{self.graph.qualified_name(function)} is handed to {use.external}"
                        found.setdefault(self.painter.component(root), reason)
        for root, problem in self._of_connections(kept, blocking, colours):
            component = self.painter.component(root)
            if component not in colours.disabled:
                found.setdefault(component, problem)
        of_calls = list(self._of_calls(colours))
        for function, problem in of_calls:
            for component in behind.function(function):
                found.setdefault(component, problem)
        new = {item: problem for item, problem in found.items() if item not in self.barred}
        if not new and of_calls:  # what can't be called by its name has no connection of its own to bar
            self.offers = False
        elif not new:
            return False
        self.barred.update(new)
        self.reset()
        return True

    def _problem_of(self, function: FunctionId, kept: Kept) -> str:
        """Why the function can't have both forms, by what it is."""
        scope = self.graph.scope(function)
        name = self.graph.qualified_name(function)
        if function in kept.contained:
            uses = self.uses.by_function.get(function, ())
            is_handed = any(use.kind == "escape" or id(use) in self.places for use in uses)
            return f"{name} is handed over by a function that has both forms" if is_handed else ""
        if scope.kind != "function":
            return "a lambda can't have a twin" if scope.kind == "lambda" else "a generator can't have a twin"
        in_class = self.graph.class_of(function)
        if in_class is not None and (scope.name in _MAKERS or self.painter.pins.is_unittest(in_class)):
            return f"{name} can't have a twin"
        is_special = in_class is not None and scope.name.startswith("__") and scope.name.endswith("__")
        if is_special and scope.name not in SPECIAL_RENAMES:
            return f"{name} can't have a twin"
        if self.uses.modelled_function(function) is not None:
            return f"a model says what becomes of {name}"
        for node, _ in scope.decorators:
            held = [obj for _, obj in self.graph.held(function[0], node)]
            if not held or not all(isinstance(obj, External) and obj.path in _COPIED for obj in held):
                return f"{name} is decorated, and its twin would be decorated a second time"
        return ""

    def _of_connections(self, kept: Kept, blocking: Blocking, colours: Colours) -> Iterator[tuple[Root, str]]:
        """Connections that are, or may be, in both worlds."""
        sync = (self.only - self.painter.done) | kept.too
        roots = {
            root
            for function in sync
            for use in self.uses.in_function.get(function, ())
            for leaf in use.leaves
            for root in leaf.roots
        }
        stored = Connections(self.graph, self.uses).stored
        for root in roots:
            opener = self._opener(root)
            if opener is None:
                yield root, "nobody sees where its connection comes from"
            elif root in stored:
                yield root, "its connection is kept where synchronous and asynchronous code find it"
            elif opener[1] == 0:
                yield root, "its connection is opened at import, for all"
            elif opener not in sync:
                yield root, f"its connection is opened by {self.graph.qualified_name(opener)}, which turns async"
        for shared in colours.shared:
            owners = {self.uses.owner(load.site.module, load.scope) for load in shared.loads}
            if not owners.isdisjoint(sync):
                reason = f"synchronous and asynchronous code share {shared.value.name}"
                for use in shared.makers:
                    yield from ((root, reason) for leaf in use.leaves for root in leaf.roots)
        for function in self._entered(colours, sync):
            needed = blocking.functions.get(function, frozenset())
            passed = self._passed(function)
            name = self.graph.qualified_name(function)
            for root in needed:
                opener = self._opener(root)
                if root in passed:
                    yield root, f"{name} takes its connection from its caller, or gives it back"
                elif opener is not None and function not in blocking.leading_to(opener):
                    yield root, f"{name} uses a connection that is opened elsewhere"

    def _opener(self, root: Root) -> FunctionId | None:
        if root.number < 0:
            return None
        return self.uses.owner(root.module, self.graph.modules[root.module].facts.calls[root.number].scope)

    def _entered(self, colours: Colours, sync: Collection[FunctionId]) -> Iterator[FunctionId]:
        """Where the synchronous world begins: what others call, or asynchronous functions as they are."""
        for function in sync:
            uses = self.uses.by_function.get(function, ())
            if not uses or any(self._is_entering(use, function, colours) for use in uses):
                yield function

    def _is_entering(self, use: Use, function: FunctionId, colours: Colours) -> bool:
        if use.kind in ("escape", "apply") or id(use) in self.places:
            return True
        owner = self.uses.owner(use.site.module, use.scope)
        is_async = colours.is_async(owner) or owner in colours.shims or self.graph.scope(owner).is_async
        return is_async and function in self.only

    def _passed(self, function: FunctionId) -> set[Root]:
        """The connections that a function is given, or gives back."""
        scope = self.graph.scope(function)
        nodes = [param.node for param in scope.params] + [scope.returned, scope.yielded]
        return {
            root for node in nodes for _, obj in self.graph.held(function[0], node) for root in self._in(obj)
        }

    def _in(self, obj: Object) -> Iterator[Root]:
        seen = 0
        while not isinstance(obj, Lib) and seen < 5:
            seen += 1
            inner = getattr(obj, "receiver", getattr(obj, "callee", None))
            if not isinstance(inner, int) or inner < 0:
                return
            obj = self.graph.solver.objects[inner]
        if isinstance(obj, Lib):
            yield obj.root

    # -- calls ------------------------------------------------------------------------------------------

    def _of_calls(self, colours: Colours) -> Iterator[tuple[FunctionId, str]]:
        """Asynchronous callers that can't name the twin."""
        for module, number, functions in twin_calls(self.graph, self.uses, colours):
            if spelled(self.graph, module, number, functions, colours.kept) is None:
                call = self.graph.modules[module].facts.calls[number]
                place = f"{self.graph.modules[module].path}:{call.line}"
                for function in functions:
                    yield function, f"{call.text} at {place} does not name the function, so it can't name its twin"

    # -- names ------------------------------------------------------------------------------------------

    def _names(self, twins: Sequence[FunctionId]) -> dict[FunctionId, str]:
        """The names of the asynchronous forms: one for all of a family, and none that is taken."""
        found: dict[FunctionId, str] = {}
        for function in twins:
            name = self.graph.scope(function).name
            family = [
                item
                for item in self.painter.families.get(function, ())
                if self.graph.scope(item).name == name  # not `__exit__` for `__enter__`
            ]
            known = next((found[item] for item in family if item in found), None)
            found[function] = known or self._new_name(function)
        return found

    def _new_name(self, function: FunctionId) -> str:
        name = self.graph.scope(function).name
        in_class = self.graph.class_of(function) is not None
        if in_class and name in SPECIAL_RENAMES:
            return SPECIAL_RENAMES[name]
        new = self.painter.policy.twin_name.replace("{name}", name)
        taken = self._taken_everywhere if in_class else self._taken_near(function)
        while new in taken:
            new += "_"
        return new

    @cached_property
    def _taken_everywhere(self) -> frozenset[str]:
        """A method may be inherited or overridden anywhere."""
        names = {
            name for module in self.graph.modules for scope in module.facts.scopes for name in scope.names
        }
        return frozenset(
            names | {store.name for module in self.graph.modules for store in module.facts.stores}
        )

    def _taken_near(self, function: FunctionId) -> set[str]:
        """In the function's own file, and in those that import it."""
        modules = {function[0], *(module for module, _ in imports_of(self.graph, [function]))}
        return {
            name
            for module in modules
            for scope in self.graph.modules[module].facts.scopes
            for name in scope.names
        } | {binding.name for module in modules for binding in self.graph.modules[module].facts.bindings}


def is_called_in_place(use: Use) -> bool:
    """What a function is handed to calls it then and there, in another thread, or when the event loop has ended."""
    path = use.external.partition(" ")[0]
    return use.in_thread or path in _ON_THE_SPOT or path == AT_EXIT


# -- where twins are called ---------------------------------------------------------------------------------


def twin_calls(
    graph: CallGraph, uses: Uses, colours: Colours
) -> Iterator[tuple[int, int, tuple[FunctionId, ...]]]:
    """(module, number of the call, functions) of the calls of functions that have a twin, where that one is meant."""
    kept = colours.kept
    if not kept.names:
        return
    staying = {(use.site.module, use.site.number) for use in colours.staying_calls}
    for index, module in enumerate(graph.modules):
        for number, call in enumerate(module.facts.calls):
            if (index, number) in staying:
                continue
            targets = [obj for _, obj in graph.targets(Site(index, "call", number))]
            functions = tuple(
                function
                for obj in targets
                if (function := graph.unwrap(obj)) is not None and function in kept.names
            )
            if not functions:
                continue
            owner = uses.owner(index, call.scope)
            if runs_async(graph, colours, owner, index, number):
                yield index, number, functions


def runs_async(graph: CallGraph, colours: Colours, owner: FunctionId, module: int, number: int) -> bool:
    """Something there will be a coroutine: the function around it, the one that makes a value of a module later, or
    the call that `asyncio.run` is given."""
    if owner in colours.kept.only:
        return False
    if colours.is_async(owner) or graph.scope(owner).is_async:
        return True
    if owner in colours.shims:
        return True  # in the coroutine behind it, or in what a bridge is given
    if any(use.site.module == module and use.site.number == number for use in colours.bridges):
        return True
    line = graph.modules[module].facts.calls[number].line
    return owner[1] == 0 and any(item.module == module and line in item.lines for item in colours.shared)


def spelled(
    graph: CallGraph, module: int, number: int, functions: Sequence[FunctionId], kept: Kept
) -> str | None:
    """The new name that goes into the call, of whatever it may call; None where it does not name that."""
    call = graph.modules[module].facts.calls[number]
    targets = [obj for _, obj in graph.targets(Site(module, "call", number))]
    if len({graph.unwrap(obj) for obj in targets}) != len(set(functions)) or not all(
        _is_called_by_name(graph, obj) for obj in targets
    ):
        return None
    names = {kept.names[function] for function in functions}
    old = {graph.scope(function).name for function in functions}
    if len(names) != 1 or len(old) != 1:
        return None
    owner, _, last = call.text.rpartition(".")
    is_method = all(graph.class_of(function) is not None for function in functions)
    if owner:
        if last not in old or (not is_method and reference_of(graph, module, call) is None):
            return None
        return names.pop()
    if is_method or len(functions) != 1:
        return None
    return _local_name(graph, module, call, functions[0], names.pop())


def _is_called_by_name(graph: CallGraph, obj: Object) -> bool:
    """A function, a method, or one under `@contextmanager`; not a partial or something that holds one."""
    while isinstance(obj, Bound | ContextFunction):
        obj = graph.solver.objects[obj.callee if isinstance(obj, Bound) else obj.func]
    return isinstance(obj, Func)


def reference_of(graph: CallGraph, module: int, call: Call) -> int | None:
    """The index of the imported name that is called."""
    for index, reference in enumerate(graph.modules[module].facts.references):
        if (reference.line, reference.column, reference.scope, reference.role) == (
            call.line, call.column, call.scope, "call",
        ):  # fmt: skip
            return index
    return None


def _local_name(graph: CallGraph, module: int, call: Call, function: FunctionId, new: str) -> str | None:
    """How a bare name is written: `load()` -> `load_async()`, and `fetch()` for an import under that name."""
    facts = graph.modules[module].facts
    old = graph.scope(function).name
    index = reference_of(graph, module, call)
    if index is not None:
        binding = facts.bindings[facts.references[index].binding]
        if binding.target.rpartition(".")[2] != old:
            return None
        return new
    if call.text != old:
        return None
    scope = call.scope
    home = graph.scope(function).parent if function[0] == module else 0
    while scope > 0 and scope != home:
        if old in facts.scopes[scope].names:
            return None
        scope = facts.scopes[scope].parent
    is_starred = function[0] != module
    return None if is_starred and new.startswith("_") else new


def imports_of(graph: CallGraph, functions: Collection[FunctionId]) -> Iterator[tuple[int, int]]:
    """(module, index of the binding) of each import of one of the functions by its name."""
    by_name = {
        (graph.modules[function[0]].name, graph.scope(function).name)
        for function in functions
        if graph.scope(function).parent == 0
    }
    known = set(by_name)
    found: dict[tuple[int, int], None] = {}
    growing = bool(known)
    while growing:
        growing = False
        for index, module in enumerate(graph.modules):
            for number, binding in enumerate(module.facts.bindings):
                if (index, number) in found or "." not in binding.target:
                    continue
                level = len(binding.target) - len(binding.target.lstrip("."))
                path = graph.solver.resolve_module(index, level, binding.target.lstrip("."))
                home, _, name = path.rpartition(".")
                if (home, name) in known:
                    found[index, number] = None
                    if binding.scope == 0 and binding.name == name and (module.name, name) not in known:
                        known.add((module.name, name))
                        growing = True
    yield from found


# -- the choice ---------------------------------------------------------------------------------------------


def decided(painter: Painter, disabled: Disabled) -> Colours:
    """The colours, with twins where they cost less than threads (`auto`), or wherever they are possible (`twin`).

    Both ways are solved for the whole program. Of each group of connections for which they differ the cheaper one
    holds; if that is not the same one for all groups, everything is solved once more with the choice laid down.
    """
    plain = painter.solve(_copied(disabled), Keeping(painter, offers=False))
    if painter.policy.twins == "offload" or not any(map(_conflicts, plain.disabled.values())):
        return plain
    keeping = Keeping(painter)
    colours = painter.solve(_copied(disabled), keeping)
    public = {
        Conflict(colours.because[item], Pin("ASY110", "outsiders call it (twins.public)"), item): components
        for item, components in keeping.publics(colours, Behind(painter, colours))
    }
    groups = _groups([*keeping.resolved, *public.items()])
    if not groups and painter.policy.twin_public and keeping.barred:  # once more, to tell the reasons
        plain = painter.solve(_copied(disabled), Keeping(painter, keeping.barred, offers=False))
    choices = [
        _priced(
            painter, group, conflicts[0], plain, colours,
            is_wanted=painter.policy.twins == "twin" or not public.keys().isdisjoint(conflicts),
        )
        for group, conflicts in groups
    ]  # fmt: skip
    losing = {
        component: "a thread costs less"
        for (group, _), choice in zip(groups, choices, strict=True)
        if choice is None or not choice.is_twin
        for component in group
    }
    if not any(choice is not None and choice.is_twin for choice in choices):
        colours = plain
    elif losing:
        colours = painter.solve(_copied(disabled), Keeping(painter, {**keeping.barred, **losing}))
    found = [choice for choice in choices if choice is not None]
    colours.choices = (*found, *_impossible(painter, keeping.barred, plain))
    return colours


def _copied(disabled: Disabled) -> Disabled:
    return {component: list(reasons) for component, reasons in disabled.items()}


def _conflicts(reasons: Iterable[object]) -> list[Conflict]:
    return [item for item in reasons if isinstance(item, Conflict)]


def _groups(resolved: Iterable[tuple[Conflict, set[Root]]]) -> list[tuple[frozenset[Root], list[Conflict]]]:
    """The connections that go one way because some conflict is about all of them, with the conflicts."""
    groups: list[tuple[set[Root], list[Conflict]]] = []
    for conflict, components in resolved:
        joined = [group for group in groups if not group[0].isdisjoint(components)]
        groups = [group for group in groups if group[0].isdisjoint(components)]
        conflicts = [item for _, others in joined for item in others]
        groups.append((components.union(*(group for group, _ in joined)), [*conflicts, conflict]))
    return sorted(
        ((frozenset(group), conflicts) for group, conflicts in groups), key=lambda item: min(item[0])
    )


def _priced(
    painter: Painter, group: frozenset[Root], because: Conflict, plain: Colours, colours: Colours,
    *, is_wanted: bool,
) -> Decided | None:  # fmt: skip
    """What both ways cost for a group; None where twins would make nothing asynchronous that is not without them."""
    behind = Behind(painter, colours)
    twins = sorted(item for item in colours.kept.names if not behind.function(item).isdisjoint(group))
    gained = [
        item
        for item in colours.because
        if item not in plain.because and item not in colours.kept.too
        if not behind.function(item).isdisjoint(group)
    ]  # fmt: skip
    if not twins and not gained:
        return None
    scopes = [painter.graph.scope(function) for function in twins]
    lines = sum(max(1, scope.end_line - scope.line + 1) for scope in scopes)
    libraries = {
        leaf.library.id: leaf.library
        for function in colours.kept.only | colours.kept.too
        for use in painter.uses.in_function.get(function, ())
        for leaf in use.leaves
        if leaf.waits and any(painter.component(root) in group for root in leaf.roots)
    }
    twin = lines + sum(LIBRARY if library.dists else 1 for library in libraries.values())
    offload = _price_of_threads(painter, group, plain)
    if offload is not None:
        offload += HELD * len(gained)
    is_twin = is_wanted or offload is None or twin <= offload
    why_not = "" if offload is not None else "the calls of it in coroutines can't move to a thread"
    return Decided(tuple(twins), because, is_twin, twin, offload, why_not)


def _price_of_threads(painter: Painter, group: Collection[Root], plain: Colours) -> int | None:
    """What it costs when all of the group stays synchronous; None where the event loop would be blocked."""
    blocking = plain.blocking
    assert blocking is not None

    def is_about(use: Use) -> bool:
        roots = {
            root for function in painter.uses.turning(use) for root in blocking.functions.get(function, ())
        }
        roots.update(root for leaf in use.leaves for root in leaf.roots)
        return any(painter.component(root) in group for root in roots)

    if any(is_about(use) for use, _ in blocking.stuck):
        return None
    return THREAD * sum(map(is_about, blocking.offloads))


def _impossible(painter: Painter, barred: Mapping[Root, str], plain: Colours) -> Iterator[Decided]:
    """The groups that stay synchronous as no twin is possible."""
    groups: dict[int, tuple[Conflict, set[Root]]] = {}
    for component, reasons in plain.disabled.items():
        if component in barred and (conflicts := _conflicts(reasons)):
            groups.setdefault(id(conflicts[0]), (conflicts[0], set()))[1].add(component)
    for conflict, group in groups.values():
        offload = _price_of_threads(painter, group, plain)
        yield Decided((), conflict, False, None, offload or 0, barred[min(group)])
