"""Which annotations follow what turned: `Iterator[T]`, `Callable[..., T]`, and type aliases of them.

An annotation says something of values; which ones those are the graph knows. It changes where all of them turned
and nothing else can be there, so that a wrong guess is not made: a stale annotation does no harm when the program
runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from asyncifier.decide.colour import Colours
from asyncifier.decide.uses import Use
from asyncifier.facts.annotated import ELEMENT, FIRST, RESULT
from asyncifier.facts.values import TypePart
from asyncifier.graph import CallGraph, FunctionId, Site
from asyncifier.graph.externals import CALLABLES
from asyncifier.graph.heap import (
    Bound,
    Class,
    ClassMethod,
    Constant,
    Container,
    ContextFunction,
    ContextObject,
    Func,
    Generator,
    Inst,
    Module,
    Object,
)
from asyncifier.graph.protocols import is_protocol

State: TypeAlias = Literal["turned", "stays"]

ASYNC_TYPES = {
    f"{module}.{old}": f"{module}.{new}"
    for module, names in {
        "typing": {
            "Iterator": "AsyncIterator", "Iterable": "AsyncIterable", "Generator": "AsyncGenerator",
            "ContextManager": "AsyncContextManager",
        },
        "collections.abc": {
            "Iterator": "AsyncIterator", "Iterable": "AsyncIterable", "Generator": "AsyncGenerator",
        },
        "contextlib": {"AbstractContextManager": "AbstractAsyncContextManager"},
    }.items()
    for old, new in names.items()
}  # fmt: skip
_CONTEXTS = frozenset({"typing.ContextManager", "contextlib.AbstractContextManager"})
_GENERATORS = frozenset({"typing.Generator", "collections.abc.Generator"})
_AWAITABLE = ("Awaitable", "Coroutine", "typing.Awaitable", "typing.Coroutine", "Future", "asyncio.Future")


@dataclass(frozen=True)
class AsyncType:
    """The generic type `part` of a module gets the name `dotted`; the last of its arguments goes if `drops`."""

    module: int
    part: TypePart
    dotted: str
    drops: bool


@dataclass(frozen=True)
class GivesAwaitable:
    """What the callable of `part` gives has to be awaited."""

    module: int
    part: TypePart
    is_coroutine: bool
    """It has to be a coroutine: the function overrides a method that is one, or an event loop runs it."""


@dataclass(frozen=True)
class _Made:
    """What calling the function gives: a generator, or a context manager."""

    function: FunctionId


_Value: TypeAlias = "_Made | Object"
_Alias: TypeAlias = tuple[int, str]


class Annotations:
    """Decides for each part of each annotation."""

    def __init__(self, graph: CallGraph, colours: Colours, families: Mapping[FunctionId, object]) -> None:
        self.graph = graph
        self.families = families
        self.colours = colours

    def changes(self) -> Iterator[AsyncType | GivesAwaitable]:
        """What changes, in the order of the files."""
        for module, source in enumerate(self.graph.modules):
            for part in source.facts.type_parts:
                yield from self.of_part(module, part)

    def of_part(self, module: int, part: TypePart, dotted: str = "") -> Iterator[AsyncType | GivesAwaitable]:
        """What becomes of one part, whose full name is `dotted` where the module does not say so itself."""
        dotted = dotted or self.dotted(module, part)
        is_callable = dotted in CALLABLES and part.arguments == 2
        if not is_callable and dotted not in ASYNC_TYPES:
            return
        if part.result.startswith(_AWAITABLE) or self.state(self.values(module, part), dotted) != "turned":
            return
        if is_callable:
            yield GivesAwaitable(module, part, self.must_be_coroutine(module, part))
        else:
            drops = dotted in _GENERATORS and part.arguments == 3
            yield AsyncType(module, part, ASYNC_TYPES[dotted], drops)

    def must_be_coroutine(self, module: int, part: TypePart) -> bool:
        """The result of a decorator takes the place of a method that others override, or of what a loop runs."""
        if part.function < 0 or (part.path and part.path[-1] != RESULT):
            return False
        givers: set[FunctionId | None] = {(module, part.function)}
        if part.path:
            givers = {self.called(value)[0] for value in self.after(self.start(module, part), part.path[:-1])}
        given = {self.called(value)[0] for value in self.values(module, part)}
        return not self.replacing.isdisjoint(givers) or not self.run.isdisjoint(given)

    @cached_property
    def replacing(self) -> frozenset[FunctionId | None]:
        """The decorators of methods that override others or are overridden."""
        found: set[FunctionId | None] = set()
        for module, source in enumerate(self.graph.modules):
            for number, apply in enumerate(source.facts.applies):
                decorated = {self.graph.unwrap(obj) for _, obj in self.graph.held(module, apply.func)}
                if not self.families.keys().isdisjoint(decorated):
                    targets = self.graph.targets(Site(module, "apply", number))
                    found |= {self.graph.unwrap(obj) for _, obj in targets}
        return frozenset(found)

    @cached_property
    def run(self) -> frozenset[FunctionId | None]:
        """What synchronous code calls by `asyncio.run` or the like."""
        return frozenset(function for use in self.colours.bridges for function in use.functions)

    def dotted(self, module: int, part: TypePart) -> str:
        """The full name of what an import brought, or of a name of the project; "" for another one."""
        facts = self.graph.modules[module].facts
        for scope in self.scopes_around(module, part.scope):
            for binding in facts.bindings:
                if binding.scope == scope and binding.name == part.parts[0]:
                    level = len(binding.target) - len(binding.target.lstrip("."))
                    target = binding.target
                    if level:
                        target = self.graph.solver.resolve_module(module, level, target.lstrip("."))
                    return ".".join([target, *part.parts[1:]])
        return ""

    def scopes_around(self, module: int, scope: int) -> Iterator[int]:
        scopes = self.graph.modules[module].facts.scopes
        while scope >= 0:
            yield scope
            scope = scopes[scope].parent

    # -- values -----------------------------------------------------------------------------------------

    def state(self, values: Iterable[_Value], dotted: str) -> State | None:
        """What became of all the values; None where it is not known, or not the same of all."""
        states = {self.state_of(value, dotted) for value in values if not isinstance(value, Constant)}
        return states.pop() if len(states) == 1 else None

    def state_of(self, value: _Value, dotted: str) -> State | None:
        if dotted in CALLABLES:
            function, _ = self.called(value)
            return self.turned(function) if function is not None and not self.makes(function) else "stays"
        match value:
            case _Made(function=function):
                return self.turned(function)
            case Inst():
                name = "__enter__" if dotted in _CONTEXTS else "__iter__"
                special = self.graph.method_of(value.cls, name)
                return self.turned(special) if special is not None else "stays"
            case _:
                return "stays"

    def turned(self, function: FunctionId) -> State | None:
        kept = self.colours.kept
        if function in kept.names or function in kept.too:
            return None  # there are two of it
        return "turned" if function in self.colours.because else "stays"

    def makes(self, function: FunctionId) -> bool:
        """It is called without waiting, and gives what is iterated or entered."""
        return self.graph.scope(function).is_generator

    def called(self, value: _Value) -> tuple[FunctionId | None, int]:
        """The function that is called when the value is, and how many parameters are given already."""
        if isinstance(value, _Made):
            return None, 0
        if isinstance(value, Inst):
            return self.graph.method_of(value.cls, "__call__"), 1
        if isinstance(value, Func | Bound | ContextFunction | ClassMethod):
            return self.graph.unwrap(value), int(isinstance(value, Bound))
        return self.graph.unwrap(value), -1

    def values(self, module: int, part: TypePart) -> list[_Value]:
        """All that the annotation speaks of at that part."""
        if not part.alias:
            return self.after(self.start(module, part), part.path)
        found: list[_Value] = []
        for user, use in self.uses_of_alias.get((module, part.alias), ()):
            values = self.after(self.start(user, use), (*use.path, *part.path))
            found += values
        return found

    def start(self, module: int, part: TypePart) -> list[_Value]:
        """The values of the annotated place itself."""
        if part.function >= 0:
            function = (module, part.function)
            scope = self.graph.scope(function)
            return [_Made(function)] if scope.is_generator else self.held(module, scope.returned)
        if part.attribute:
            owners = self.graph.held(module, part.node)
            return [value for owner, _ in owners for value in self.of_field(owner, part.attribute)]
        found = self.held(module, part.node)
        scope = self.graph.modules[module].facts.scopes[part.scope]
        if scope.kind == "class":
            names = [name for name, node in scope.names.items() if node == part.node]
            cls = self.graph.solver.ids.get(Class(module, part.scope, 0), -1)
            for heir in self.graph.solver.with_subclasses(cls) if names and cls >= 0 else ():
                found += self.of_field(self.graph.solver.ids.get(Inst(heir), -1), names[0])
        return found

    def of_field(self, owner: int, name: str) -> list[_Value]:
        solver = self.graph.solver
        node = solver.fields.get((owner, name), 0)
        return [solver.objects[item] for item in sorted(solver.points_to[node])] if node else []

    def held(self, module: int, node: int) -> list[_Value]:
        return [obj for _, obj in self.graph.held(module, node)]

    def after(self, values: list[_Value], path: tuple[int, ...]) -> list[_Value]:
        """Where the path leads to from the values."""
        for step in path:
            values = [_made(self.graph, found) for value in values for found in self.step(value, step)]
        return [_made(self.graph, value) for value in values]

    def step(self, value: _Value, step: int) -> list[_Value]:
        if step == ELEMENT:
            return self.inside(_made(self.graph, value))
        if step <= FIRST:
            return self.at_position(value, FIRST - step)
        function, given = self.called(value)
        if function is None:
            return []
        scope = self.graph.scope(function)
        if step == RESULT:
            return [_Made(function)] if self.makes(function) else self.held(function[0], scope.returned)
        if given < 0 or step + given >= len(scope.params):
            return []
        return self.held(function[0], scope.params[step + given].node)

    def at_position(self, value: _Value, position: int) -> list[_Value]:
        """What a tuple has there; of one of which that is not known, all that it has."""
        solver = self.graph.solver
        if isinstance(value, Container):
            node = solver.elements.get((solver.ids[value], position), 0)
            if node and not solver.points_to[solver.element(solver.ids[value], None)]:
                return [solver.objects[item] for item in sorted(solver.points_to[node])]
        return self.inside(_made(self.graph, value))

    def inside(self, value: _Value) -> list[_Value]:
        solver = self.graph.solver
        match value:
            case _Made(function=function):
                return self.held(function[0], self.graph.scope(function).yielded)
            case Container():
                node = solver.any_element(solver.ids[value])
                return [solver.objects[item] for item in sorted(solver.points_to[node])]
            case _:
                return []

    # -- Protocols --------------------------------------------------------------------------------------

    def stubs(self) -> dict[FunctionId, Use]:
        """The methods of Protocols that turn with all that stands behind them, each with the reason.

        What stands behind them is what was seen where a Protocol is the annotation.
        """
        found: dict[FunctionId, Use] = {}
        for protocol, values in sorted(self.behind_protocols.items()):
            for item in self.graph.solver.mro(protocol):
                obj = self.graph.solver.objects[item]
                if isinstance(obj, Class) and is_protocol(self.graph.solver, item):
                    for name, stub in self.graph.methods(obj).items():
                        if stub not in self.colours.because and self.graph.scope(stub).body_is_stub:
                            found |= self.turning_with(stub, name, values)
        return found

    def turning_with(self, stub: FunctionId, name: str, values: Iterable[_Value]) -> dict[FunctionId, Use]:
        methods = {
            (
                self.graph.method_of(value.cls, name)
                if isinstance(value, Inst)
                else self.called(value)[0] if name == "__call__" else None
            )
            for value in values
        }
        functions = [method for method in methods if method is not None and method != stub]
        functions = [method for method in functions if not self.graph.scope(method).body_is_stub]
        makes = {self.makes(method) for method in functions}
        if {self.turned(method) for method in functions} != {"turned"} or makes != {self.makes(stub)}:
            return {}
        return {stub: self.colours.because[min(functions)]}

    @cached_property
    def has_protocols(self) -> bool:
        return any(is_protocol(self.graph.solver, cls) for cls in self.graph.solver.classes)

    @cached_property
    def behind_protocols(self) -> dict[int, list[_Value]]:
        """By Protocol: the values where it is the annotation."""
        found: dict[int, list[_Value]] = {}
        for module, source in enumerate(self.graph.modules):
            for part in source.facts.type_parts:
                for protocol in self.protocols_named(module, part):
                    found.setdefault(protocol, []).extend(self.values(module, part))
        return found

    def protocols_named(self, module: int, part: TypePart) -> list[int]:
        """The Protocols of the project that the name in an annotation stands for."""
        if not self.has_protocols:
            return []
        scopes = self.graph.modules[module].facts.scopes
        for scope in self.scopes_around(module, part.scope):
            node = scopes[scope].names.get(part.parts[0])
            if node is None:
                continue
            held = self.graph.held(module, node)
            for name in part.parts[1:]:
                held = [found for _, obj in held for found in self.attributes_of_module(obj, name)]
            return [
                item for item, obj in held if isinstance(obj, Class) and is_protocol(self.graph.solver, item)
            ]
        return []

    def attributes_of_module(self, obj: Object, name: str) -> list[tuple[int, Object]]:
        if not isinstance(obj, Module):
            return []
        return self.graph.held(obj.module, self.graph.modules[obj.module].facts.scopes[0].names.get(name, 0))

    # -- aliases ----------------------------------------------------------------------------------------

    @cached_property
    def uses_of_alias(self) -> dict[_Alias, list[tuple[int, TypePart]]]:
        """By module and name of an alias: the annotations that mention it."""
        aliases = {
            (module, part.alias)
            for module, source in enumerate(self.graph.modules)
            for part in source.facts.type_parts
            if part.alias
        }
        found: dict[_Alias, list[tuple[int, TypePart]]] = {}
        for module, source in enumerate(self.graph.modules) if aliases else ():
            for part in source.facts.type_parts:
                alias = self.alias_of(module, part)
                if alias in aliases and not part.alias:
                    found.setdefault(alias, []).append((module, part))
        return found

    def alias_of(self, module: int, part: TypePart) -> _Alias:
        dotted = self.dotted(module, part)
        if not dotted:
            return module, ".".join(part.parts)
        home, _, name = dotted.rpartition(".")
        return self.graph.solver.by_name.get(home, -1), name


def _made(graph: CallGraph, value: _Value) -> _Value:
    if isinstance(value, Generator | ContextObject):
        function = graph.unwrap(value)
        return _Made(function) if function is not None else value
    return value
