"""Coroutines that nothing awaits: made by a call, and then dropped, tested, compared or taken for their result.

Where one goes is followed through the graph: variables, returns, parameters. It is *kept* as soon as something
may await it: an `await`, a call of code outside, a container, an attribute, a caller that nobody knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from asyncifier.check.findings import Found
from asyncifier.check.knowledge import Knowledge
from asyncifier.decide.uses import Uses
from asyncifier.facts.values import AWAITED, DECORATOR, STATEMENT, Call
from asyncifier.graph import CallGraph, FunctionId, Site
from asyncifier.graph.heap import (
    Bound,
    ContextFunction,
    External,
    ExternalValue,
    LibMethod,
    Object,
    Partial,
)

_NEEDS_RESULT = frozenset(
    f"builtins.{name}"
    for name in ("bool", "str", "repr", "len", "int", "float", "sum", "min", "max", "sorted", "any", "all", "print",
                 "abs", "round", "ord", "bytes", "filter", "reversed", "set", "dict", "frozenset")
)  # fmt: skip
"""Builtins that are given a result, and would take the coroutine for it."""
_OWN_ATTRIBUTES = ("close", "send", "throw", "add_done_callback")
"""Attributes that a coroutine or a task has."""
_COMPARED = frozenset(f"__{name}__" for name in ("eq", "ne", "lt", "le", "gt", "ge"))
_FARTHEST = 3000
"""How many nodes a coroutine is followed through before it counts as kept."""


@dataclass(frozen=True)
class _Misuse:
    """What is done with a coroutine that needs its result."""

    code: str
    how: str


class LostCoroutines:
    """Finds them in one program."""

    def __init__(self, graph: CallGraph, uses: Uses, knowledge: Knowledge) -> None:
        self.graph = graph
        self.uses = uses
        self.knowledge = knowledge

    def find(self) -> Iterator[Found]:
        """A finding for each call whose coroutine is lost."""
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                if call.flags & (AWAITED | DECORATOR):
                    continue
                name = self.coroutine_of(Site(index, "call", number))
                misuse = self.misuse(index, call) if name else None
                if misuse is not None:
                    message = f"{name}() gives a coroutine, which is {misuse.how}"
                    yield Found(misuse.code, index, call.line, call.column, message)

    # -- what makes one ---------------------------------------------------------------------------------

    def coroutine_of(self, site: Site) -> str:
        """The name of the coroutine function that is called, when nothing else can be."""
        names = []
        for _, obj in self.graph.targets(site):
            function = self._function(obj)
            if function is not None and self._is_synchronous_stub(function):
                continue  # of a protocol, or abstract
            name = self._coroutine_function(obj, function)
            if not name:
                return ""
            names.append(name)
        return names[0] if names else ""

    def _is_synchronous_stub(self, function: FunctionId) -> bool:
        scope = self.graph.scope(function)
        return scope.body_is_stub and not scope.is_async

    def _function(self, obj: Object) -> FunctionId | None:
        return None if isinstance(obj, LibMethod) else self.graph.unwrap(obj)

    def _coroutine_function(self, obj: Object, function: FunctionId | None) -> str:
        if function is None:
            known = self.knowledge.called(obj)
            return known.name if known is not None and known.gives_awaitable else ""
        scope = self.graph.scope(function)
        if not scope.is_async or scope.is_generator or self._is_context(obj) or function in self._wrapped:
            return ""
        return self.graph.qualified_name(function)

    def _is_context(self, obj: Object) -> bool:
        while isinstance(obj, Bound | Partial):
            obj = self.graph.solver.objects[obj.callee]
        return isinstance(obj, ContextFunction)

    @cached_property
    def _wrapped(self) -> frozenset[FunctionId]:
        """Functions under a decorator of another library that may give something else than a coroutine."""
        found = set()
        for index, module in enumerate(self.graph.modules):
            for number, scope in enumerate(module.facts.scopes):
                held = [obj for node, _ in scope.decorators for _, obj in self.graph.held(index, node)]
                for obj in held:
                    if isinstance(obj, External | ExternalValue) and not self._keeps_colour(obj.path):
                        found.add((index, number))
        return frozenset(found)

    def _keeps_colour(self, path: str) -> bool:
        known = self.knowledge.libraries.function(path.removesuffix("()"))
        return known is not None and known[1].accepts_coroutine

    # -- what becomes of it -----------------------------------------------------------------------------

    def misuse(self, module: int, call: Call) -> _Misuse | None:
        """What is wrong with what happens to the coroutine; None when something may await it."""
        if call.flags & STATEMENT:
            return _Misuse("ASY602", "never awaited")
        found: list[_Misuse] = []
        seen = set(self.graph.nodes(module, call.target))
        waiting = sorted(seen)
        first = frozenset(seen)
        while waiting:
            node = waiting.pop()
            if node in self._kept or len(seen) > _FARTHEST:
                return None
            if node in self._awaited_calls and node not in first:
                return None
            if node in self._misuses:
                found.append(self._misuses[node])
            for target in self.graph.solver.successors[node]:
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return min(found, key=lambda item: (item.code == "ASY602", item.code, item.how), default=_LOST)

    @cached_property
    def _awaited_calls(self) -> frozenset[int]:
        """The results of calls that are awaited."""
        return frozenset(
            node
            for index, module in enumerate(self.graph.modules)
            for call in module.facts.calls
            if call.flags & AWAITED
            for node in self.graph.nodes(index, call.target)
        )

    @cached_property
    def _kept(self) -> frozenset[int]:
        """Nodes at which something may await what they hold."""
        solver = self.graph.solver
        found = {*solver.fields.values(), *solver.elements.values(), *solver.path_nodes.values()}
        found.update(source for source, _ in solver.filtered)
        for index, module in enumerate(self.graph.modules):
            facts = module.facts
            local = [item.source for item in facts.awaits]
            local += [item.source for item in facts.stores]
            local += [item.source for item in facts.setitems]
            local += [item.source for item in facts.narrows]
            local += [
                item.context for statement in facts.withs if statement.is_async for item in statement.items
            ]
            local += [load.obj for load in facts.loads if _is_own_attribute(load.name)]
            local += [scope.yielded for scope in facts.scopes if scope.yielded]
            local += [scope.returned for number, scope in enumerate(facts.scopes)
                      if scope.returned and (index, number) in self._called_by_others]  # fmt: skip
            sources = Counter(copy.target for copy in facts.copies)  # what else it gives may be told apart
            local += [scope.returned for scope in facts.scopes if sources[scope.returned] > 1]
            for number, call in enumerate(facts.calls):
                given = [arg.node for arg in call.args if arg.node]
                if given and self._may_await(Site(index, "call", number)):
                    local += given
            found.update(node for item in local if item for node in self.graph.nodes(index, item))
        return frozenset(found)

    def _may_await(self, site: Site) -> bool:
        """A callable is given its arguments that nobody sees into."""
        held = [obj for _, obj in self.graph.targets(site)]
        if held and all(isinstance(obj, External) and obj.path in _NEEDS_RESULT for obj in held):
            return False
        return not held or any(self._function(obj) is None for obj in held)

    @cached_property
    def _called_by_others(self) -> frozenset[FunctionId]:
        """Functions of which not all callers are known."""
        called: set[FunctionId] = set()
        handed: set[FunctionId] = set()
        for use in self.uses.all:
            (handed if use.kind in ("escape", "apply") else called).update(self.uses.turning(use))
        found = set()
        for function in self.graph.functions():
            cls = self.graph.class_of(function)
            is_override = cls is not None and any(
                base != "builtins.object" for base in self.graph.external_bases(cls)
            )
            is_lambda = self.graph.scope(function).kind == "lambda"  # made to be called elsewhere
            if function not in called or is_lambda or function in handed | self._wrapped or is_override:
                found.add(function)
        return frozenset(found)

    @cached_property
    def _misuses(self) -> dict[int, _Misuse]:
        """Nodes of which something needs the result, not the coroutine."""
        found: dict[int, _Misuse] = {}

        def note(module: int, node: int, code: str, how: str) -> None:
            for item in self.graph.nodes(module, node) if node else ():
                known = found.get(item)
                if known is None or (code, how) < (known.code, known.how):
                    found[item] = _Misuse(code, how)

        for index, module in enumerate(self.graph.modules):
            facts = module.facts
            for operation in facts.operations:
                if operation.method == "__bool__":
                    note(index, operation.obj, "ASY603", "always true: it is tested, not its result")
                elif operation.method in _COMPARED:
                    note(index, operation.obj, "ASY603", "compared, not its result")
                elif operation.method == "__iter__":
                    note(index, operation.obj, "ASY602", "unpacked, not its result")
                else:
                    note(index, operation.obj, "ASY602", f"used by {operation.method}, not its result")
            for load in facts.loads:
                if not _is_own_attribute(load.name):
                    note(index, load.obj, "ASY602", f"asked for its .{load.name}, not its result")
            for getitem in facts.getitems:
                note(index, getitem.obj, "ASY602", "subscripted, not its result")
            for loop in facts.loops:
                note(index, loop.iterable, "ASY602", "iterated, not its result")
            for statement in facts.withs:
                for entered in statement.items:
                    note(index, entered.context, "ASY602", "entered by `with`, not its result")
            for number, call in enumerate(facts.calls):
                note(index, call.func, "ASY602", "called, not its result")
                names = [
                    obj.path.removeprefix("builtins.")
                    for _, obj in self.graph.targets(Site(index, "call", number))
                    if isinstance(obj, External) and obj.path in _NEEDS_RESULT
                ]
                for arg in call.args if names else ():
                    note(index, arg.node, "ASY602", f"given to {names[0]}(), not its result")
        return found


_LOST = _Misuse("ASY602", "never awaited")


def _is_own_attribute(name: str) -> bool:
    return name in _OWN_ATTRIBUTES or name.startswith(("cr_", "__"))


__all__ = ["LostCoroutines"]
