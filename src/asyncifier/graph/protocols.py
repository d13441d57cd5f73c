"""Methods without a body, and those that stand behind them: of abstract classes, and of Protocols.

    class Source(Protocol):
        def rows(self) -> Iterator[str]: ...      gives a generator, since all that fit it are generators

A class fits a Protocol that it does not inherit from if it has all its methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from asyncifier.facts.values import Scope
from asyncifier.graph.heap import Class, External

if TYPE_CHECKING:
    from asyncifier.graph.solve import Solver, SourceModule

Kind: TypeAlias = Literal["generator", "context"]

_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
_CONTEXT_DECORATORS = frozenset({"contextlib.contextmanager"})
_PLAIN_DECORATORS = frozenset({"abc.abstractmethod", "typing.overload", "typing.override"})


def is_protocol(solver: Solver, cls: int) -> bool:
    """It says itself that it is one; its heirs that do not are classes like others."""
    return any(
        isinstance(base := solver.objects[item], External) and base.path in _PROTOCOLS
        for item in solver.class_bases[cls]
    )


def fits(solver: Solver, cls: int, protocol: int) -> bool:
    """The class has all methods of the Protocol."""
    wanted = [name for item in solver.mro(protocol) for name, _ in _methods(solver, item)]
    return bool(wanted) and cls != protocol and all(solver.has_method(cls, name) for name in wanted)


def stubs_of_generators(solver: Solver) -> Mapping[tuple[int, int], Kind]:
    """(module, scope) of the methods without a body behind which nothing stands but generators."""
    classes = [index for index in solver.classes if isinstance(solver.objects[index], Class)]
    found: dict[tuple[int, int], Kind] = {}
    for cls in classes:
        stubs = [
            (name, at)
            for name, at in _methods(solver, cls)
            if _scope(solver, at).body_is_stub and not _scope(solver, at).is_generator
        ]
        if not stubs:
            continue
        heirs = solver.with_subclasses(cls)[1:]
        if is_protocol(solver, cls):
            heirs += [other for other in classes if other not in heirs and fits(solver, other, cls)]
        for name, at in stubs:
            kinds = {_kind(solver, method) for heir in heirs for method in _own(solver, heir, name)}
            kinds.discard("stub")
            if kinds == {"generator"} and _decorators(solver, at) <= _PLAIN_DECORATORS:
                found[at] = "generator"
            elif kinds == {"context"} and _decorators(solver, at) <= _PLAIN_DECORATORS:
                found[at] = "context"
    return found | _overloads(solver)


def with_generators(
    modules: Sequence[SourceModule], stubs: Iterable[tuple[int, int]]
) -> Sequence[SourceModule]:
    """The modules, in which those methods are generators as well."""
    found = list(modules)
    for module, number in stubs:
        facts = found[module].facts
        scopes = list(facts.scopes)
        scopes[number] = msgspec.structs.replace(scopes[number], is_generator=True)
        found[module] = replace(found[module], facts=msgspec.structs.replace(facts, scopes=tuple(scopes)))
    return found


def _overloads(solver: Solver) -> dict[tuple[int, int], Kind]:
    """The stubs under `@overload` of generators."""
    found: dict[tuple[int, int], Kind] = {}
    for index, module in enumerate(solver.modules):
        named: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for number, scope in enumerate(module.facts.scopes):
            if scope.kind == "function":
                named.setdefault((scope.parent, scope.name), []).append((index, number))
        for *stubs, last in named.values():
            kind = _kind(solver, last)
            if kind == "generator" and all(_kind(solver, stub) == "stub" for stub in stubs):
                for stub in stubs:
                    found[stub] = "generator"
    return found


def _methods(solver: Solver, cls: int) -> Iterator[tuple[str, tuple[int, int]]]:
    obj = solver.objects[cls]
    if isinstance(obj, Class):
        for child in solver.children[obj.module].get(obj.scope, ()):
            scope = solver.modules[obj.module].facts.scopes[child]
            if scope.kind == "function":
                yield scope.name, (obj.module, child)


def _own(solver: Solver, cls: int, name: str) -> list[tuple[int, int]]:
    """The method of that name, which may be inherited."""
    for item in solver.mro(cls):
        found = [at for other, at in _methods(solver, item) if other == name]
        if found:
            return found[-1:]
    return []


def _scope(solver: Solver, at: tuple[int, int]) -> Scope:
    return solver.modules[at[0]].facts.scopes[at[1]]


def _kind(solver: Solver, at: tuple[int, int]) -> str:
    scope = _scope(solver, at)
    if scope.body_is_stub:
        return "stub"
    decorators = _decorators(solver, at)
    if not scope.is_generator or scope.is_async or not decorators <= _PLAIN_DECORATORS | _CONTEXT_DECORATORS:
        return "other"
    return "context" if decorators & _CONTEXT_DECORATORS else "generator"


def _decorators(solver: Solver, at: tuple[int, int]) -> set[str]:
    """The names of the decorators; "?" for one that is not known."""
    found: set[str] = set()
    for node, _ in _scope(solver, at).decorators:
        held = [solver.objects[item] for item in solver.points_to[solver.offsets[at[0]] + node]]
        found |= {getattr(obj, "path", "?") for obj in held} or {"?"}
    return found
