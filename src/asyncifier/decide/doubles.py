"""Test doubles of what turned async: mocks that have to be awaited, and what tests put in the place of a name.

`MagicMock()` becomes `AsyncMock()` where all that is called on it is awaited, and gets an `AsyncMock` for each method
that is where others are not; `monkeypatch.setattr(app, "find", lambda key: 1)` gets one with the lambda as its
`side_effect`. `mock.patch("app.find")` makes an AsyncMock by itself. What can't be told for certain is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from asyncifier.decide.uses import Use, Uses
from asyncifier.facts.values import Call
from asyncifier.graph import CallGraph, FunctionId, Site
from asyncifier.graph.externals import standard_class_has
from asyncifier.graph.heap import Class, External, ExternalValue, Inst, LibMethod, Module, Object, double_of
from asyncifier.graph.stubs import named_by, replacing
from asyncifier.library import Libraries, Member

if TYPE_CHECKING:
    from asyncifier.decide.colour import Colours

MOCK = "unittest.mock"
_SPECS = frozenset({"spec", "spec_set", "autospec", "wraps"})
_ASYNC_NAMES = {"__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__"}


@dataclass(frozen=True)
class Replacement:
    """A call that puts something in the place of a name: `mock.patch("app.find", return_value=1)`."""

    module: int
    number: int
    holders: tuple[Object, ...]
    """What has the name: modules, classes, instances."""
    name: str
    library_name: str
    """The dotted name when it is one of a library: `sqlite3.connect`."""
    value: int | None
    """The place among the arguments of what takes its place, if it is given."""


@dataclass(frozen=True)
class AwaitedMock:
    """A mock that has to be awaited: as a whole, or only these methods of it."""

    module: int
    number: int
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class AwaitedLambda:
    """An argument of a call that becomes `AsyncMock(side_effect=<argument>)`."""

    module: int
    number: int
    place: str | int


@dataclass(frozen=True)
class AwaitedClass:
    """`new_callable=MagicMock` -> `new_callable=AsyncMock`."""

    module: int
    number: int


@dataclass(frozen=True)
class RenamedSpecial:
    """`conn.__enter__` of a mock that is entered asynchronously -> `conn.__aenter__`."""

    module: int
    attr: int
    name: str


@dataclass(frozen=True)
class Told:
    """What has to be done by hand."""

    module: int
    line: int
    message: str


Change = AwaitedMock | AwaitedLambda | AwaitedClass | RenamedSpecial | Told


@dataclass
class _Mock:
    """What the program does with one mock, by the steps from it: `.find`, `.cursor().execute`."""

    awaited: dict[str, Use] = field(default_factory=dict)
    called: dict[str, Use] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    """What is entered or iterated, one way or the other."""
    opened_async: set[str] = field(default_factory=set)


class Replacements:
    """The calls of one program that replace names of its own or of libraries."""

    def __init__(self, graph: CallGraph, libraries: Libraries) -> None:
        self.graph = graph
        self.libraries = libraries

    @cached_property
    def all(self) -> tuple[Replacement, ...]:
        return tuple(self._find())

    @cached_property
    def lambdas(self) -> dict[FunctionId, Replacement]:
        """Lambdas that take the place of a function of a module or of one object: no `self` is handed to them."""
        found = {}
        for item in self.all:
            if item.value is None or not item.holders:
                continue
            if not all(isinstance(holder, Module | Inst) for holder in item.holders):
                continue
            node = self.call(item).args[item.value].node
            scopes = self.graph.modules[item.module].facts.scopes
            for number, scope in enumerate(scopes):
                if scope.kind == "lambda" and scope.value == node:
                    found[item.module, number] = item
        return found

    def call(self, item: Replacement) -> Call:
        return self.graph.modules[item.module].facts.calls[item.number]

    def meant(self, item: Replacement) -> list[FunctionId]:
        """The functions of the program that the name stood for."""
        found: list[FunctionId] = []
        for holder in item.holders:
            if isinstance(holder, Module):
                node = self.graph.modules[holder.module].facts.scopes[0].names.get(item.name, 0)
                held = [obj for _, obj in self.graph.held(holder.module, node)]
                found += [function for obj in held if (function := self.graph.unwrap(obj)) is not None]
            elif isinstance(holder, Class | Inst):
                cls = holder.cls if isinstance(holder, Inst) else self.graph.solver.ids[holder]
                method = self.graph.method_of(cls, item.name)
                found += [method] if method is not None else []
        given = self.given(item)
        return [function for function in dict.fromkeys(found) if function not in given]

    def given(self, item: Replacement) -> list[FunctionId]:
        """The functions that take the place of it."""
        held = self.held_value(item)
        return [function for obj in held if (function := self.graph.unwrap(obj)) is not None]

    def held_value(self, item: Replacement) -> list[Object]:
        if item.value is None:
            return []
        return [obj for _, obj in self.graph.held(item.module, self.call(item).args[item.value].node)]

    def classes(self, item: Replacement) -> list[Class]:
        """The classes of the program that the name stood for."""
        nodes = [
            (holder.module, self.graph.modules[holder.module].facts.scopes[0].names.get(item.name, 0))
            for holder in item.holders
            if isinstance(holder, Module)
        ]
        return [obj for place in nodes for _, obj in self.graph.held(*place) if isinstance(obj, Class)]

    def _find(self) -> Iterator[Replacement]:
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                if not call.args or any(arg.stars for arg in call.args):
                    continue
                how = self._how(Site(index, "call", number))
                if how:
                    yield from self._read(index, number, call, how)

    def _how(self, site: Site) -> str:
        for _, obj in self.graph.targets(site):
            member = self._member(obj)
            if member is not None and member.replaces:
                return member.replaces
        return ""

    def _member(self, obj: Object) -> Member | None:
        if isinstance(obj, External):
            known = self.libraries.function(obj.path)
            return known[1] if known is not None else None
        receiver = self.graph.solver.objects[obj.receiver] if isinstance(obj, LibMethod) else None
        type_ = self.libraries.type_of(getattr(receiver, "type", "")) if receiver is not None else None
        return type_[1].methods.get(obj.name) if type_ is not None and isinstance(obj, LibMethod) else None

    def _read(self, index: int, number: int, call: Call, how: str) -> Iterator[Replacement]:
        found = replacing(how, [(arg.keyword, arg.constant) for arg in call.args])
        if found is None:
            return
        name = found.name.rpartition(".")[2] if found.is_path else found.name
        if not found.is_path:
            held = [obj for _, obj in self.graph.held(index, call.args[found.holder].node)]
        else:
            held = list(self._named(found.name))
        outside = next((obj.path for obj in held if isinstance(obj, External)), "")
        holders = tuple(obj for obj in held if isinstance(obj, Module | Class | Inst))
        library_name = f"{outside}.{name}" if outside else ""
        if not library_name:
            library_name = self._imported(holders, name)
        yield Replacement(index, number, holders, name, library_name, found.value)

    def _named(self, path: str) -> Iterator[Object]:
        """What holds the last name of `app.repo.Repo.find`."""
        solver = self.graph.solver
        for module, steps in named_by(solver, path):
            if not steps:
                yield Module(module)
                return
            node = self.graph.modules[module].facts.scopes[0].names.get(steps[0], 0)
            for _, obj in self.graph.held(module, node):
                if len(steps) == 1:
                    yield obj
                elif isinstance(obj, External):
                    yield External(".".join([obj.path, *steps[1:]]))
            return
        yield External(self.libraries.canonical(path.rpartition(".")[0]))

    def _imported(self, holders: tuple[Object, ...], name: str) -> str:
        """`app.connect`, where app has `from sqlite3 import connect`."""
        for holder in holders:
            if isinstance(holder, Module):
                node = self.graph.modules[holder.module].facts.scopes[0].names.get(name, 0)
                for _, obj in self.graph.held(holder.module, node):
                    if isinstance(obj, External):
                        return obj.path
        return ""


class Doubles:
    """What becomes of the doubles of one program, for one set of colours."""

    def __init__(
        self, graph: CallGraph, libraries: Libraries, uses: Uses, replaced: Replacements, colours: Colours
    ) -> None:
        self.graph = graph
        self.libraries = libraries
        self.uses = uses
        self.replaced = replaced
        self.colours = colours

    def changes(self, converted: frozenset[str]) -> Iterator[Change]:
        """All of them; `converted` are the libraries of which something is."""
        mocks = self._mocks()
        for (module, number), mock in sorted(mocks.items()):
            yield from self._mock(module, number, mock)
        yield from self._special_names(mocks)
        for item in self.replaced.all:
            yield from self._replaced(item, converted)
        yield from self._lambdas()

    # -- mocks ------------------------------------------------------------------------------------------

    def _mocks(self) -> dict[tuple[int, int], _Mock]:
        found: dict[tuple[int, int], _Mock] = {}
        for use in self.uses.all:
            for path in use.doubles:
                made = double_of_path(path)
                if made is None:
                    continue
                steps = made[2]
                if re.split(r"\W", f"{steps}.")[1] in self._stored.get(path.removesuffix(steps), ()):
                    continue  # another value has been put there
                mock = found.setdefault(made[:2], _Mock())
                waits = id(use) in self.colours.awaited
                if use.kind == "call" and standard_class_has(f"{MOCK}.MagicMock", steps.rpartition(".")[2]):
                    continue  # `assert_called_once_with`
                if use.kind == "call":
                    (mock.awaited if waits else mock.called).setdefault(steps, use)
                else:
                    mock.opened.add(steps)
                    mock.opened_async.update([steps] if waits else [])
        return found

    def _mock(self, module: int, number: int, mock: _Mock) -> Iterator[Change]:
        call = self.graph.modules[module].facts.calls[number]
        if not mock.awaited or call.text.endswith("AsyncMock") or self._has_spec(call):
            return
        line = call.line
        name = call.text
        both = sorted(mock.awaited.keys() & mock.called.keys())
        if both:
            yield Told(module, line, f"{_named(name, both[0])} is awaited in one place and not in another")
            return
        renamed = next((use for use in mock.awaited.values() if self._is_respelled(use)), None)
        if renamed is not None:
            yield Told(module, line, f"{renamed.text}() is written otherwise now, and {name}() stands for it")
            return
        # the methods of an AsyncMock that its spec names are plain ones: each gets one of its own there
        names_methods = any(arg.keyword in _SPECS or not arg.keyword for arg in call.args)
        if not (mock.called or mock.opened or names_methods):
            yield AwaitedMock(module, number)
            return
        deep = next((steps for steps in sorted(mock.awaited) if not steps[1:].isidentifier()), None)
        if deep is not None:
            yield Told(module, line, f"{_named(name, deep)}() is awaited now, and other calls on it are not")
            return
        given = {arg.keyword for arg in call.args if arg.keyword}
        methods = tuple(steps[1:] for steps in sorted(mock.awaited) if steps[1:] not in given)
        if methods:
            yield AwaitedMock(module, number, methods)

    @cached_property
    def _stored(self) -> dict[str, set[str]]:
        """By mock: the attributes that the program gives it."""
        solver = self.graph.solver
        found: dict[str, set[str]] = {}
        for (path, name), node in solver.path_nodes.items():
            if solver.points_to[node] and double_of_path(path) is not None:
                found.setdefault(path, set()).add(name)
        return found

    @staticmethod
    def _has_spec(call: Call) -> bool:
        """Made after something: its methods are asynchronous where those of that are, but for a list of names."""
        given = (arg for arg in call.args if not arg.stars and (not arg.keyword or arg.keyword in _SPECS))
        return any(arg.length < 0 for arg in given)

    @staticmethod
    def _is_respelled(use: Use) -> bool:
        return any(leaf.outcome.method or leaf.outcome.template for leaf in use.leaves)

    def _special_names(self, mocks: dict[tuple[int, int], _Mock]) -> Iterator[Change]:
        """`conn.__enter__.return_value = cur`, where `async with conn` stands now."""
        for index, module in enumerate(self.graph.modules) if mocks else ():
            for load in module.facts.loads:
                if load.name not in _ASYNC_NAMES or load.number < 0:
                    continue
                for _, obj in self.graph.held(index, load.obj):
                    made = double_of(obj)
                    mock = mocks.get(made[:2]) if made is not None else None
                    if made is not None and mock is not None and made[2] in mock.opened_async:
                        yield RenamedSpecial(index, load.number, _ASYNC_NAMES[load.name])

    # -- names ------------------------------------------------------------------------------------------

    def _replaced(self, item: Replacement, converted: frozenset[str]) -> Iterator[Change]:
        call = self.replaced.call(item)
        library = self.libraries.library_of(item.library_name) if item.library_name else None
        if library is not None and library.id in converted:
            message = (
                f"{item.library_name} is replaced here, and {library.to_module} is used instead of it now"
            )
            yield Told(item.module, call.line, message)
            return
        turned = [function for function in self.replaced.meant(item) if function in self.colours.because]
        keywords = {arg.keyword for arg in call.args}
        if not turned:
            yield from self._replaced_class(item, call, keywords)
            return
        name = self.graph.qualified_name(turned[0])
        if any(self.colours.kept.is_sync(function) for function in turned):
            yield Told(
                item.module, call.line, f"{name} has two forms now, and only the synchronous one is replaced"
            )
            return
        if any(self.graph.scope(function).is_generator for function in turned) and not self._follows(item):
            yield Told(
                item.module,
                call.line,
                f"{name} is an asynchronous generator now, and what replaces it is not",
            )
            return
        if item.value is None:
            for arg in call.args if "new_callable" in keywords else ():
                held = {
                    obj.path for _, obj in self.graph.held(item.module, arg.node) if isinstance(obj, External)
                }
                if arg.keyword == "new_callable" and held <= {f"{MOCK}.MagicMock", f"{MOCK}.Mock"} and held:
                    yield AwaitedClass(item.module, item.number)
                elif arg.keyword == "new_callable":
                    yield Told(
                        item.module, call.line, f"{name} is awaited now, and what replaces it may not be"
                    )
            return
        values = self.replaced.held_value(item)
        given = self.replaced.given(item)
        is_lambda = any(self.graph.scope(function).kind == "lambda" for function in given)
        if not self._follows(item) and not is_lambda and not any(double_of(obj) for obj in values):
            yield Told(item.module, call.line, f"{name} is awaited now, and what replaces it may not be")

    def _follows(self, item: Replacement) -> bool:
        """A function that takes the place of another has turned with it."""
        given = self.replaced.given(item)
        return bool(given) and all(
            function in self.colours.because or self.graph.scope(function).is_async for function in given
        )

    def _replaced_class(self, item: Replacement, call: Call, given: set[str]) -> Iterator[Change]:
        """`mock.patch("app.Repo")`: a mock that knows nothing of the class."""
        values = self.replaced.held_value(item)
        by_class = any(isinstance(obj, Class) for obj in values)
        if (item.value is not None and not by_class) or given & {*_SPECS, "new_callable"}:
            return
        for cls in self.replaced.classes(item):
            for name, method in self.graph.methods(cls).items():
                if by_class and any(self._has_async(obj, name) for obj in values):
                    continue
                if method in self.colours.because:
                    where = self.graph.qualified_name((cls.module, cls.scope))
                    message = f"{name} of {where} is awaited now, which what replaces the class may not know"
                    yield Told(item.module, call.line, message)
                    return

    def _has_async(self, obj: Object, name: str) -> bool:
        method = self.graph.method_of(self.graph.solver.ids[obj], name) if isinstance(obj, Class) else None
        return method is None or method in self.colours.because or self.graph.scope(method).is_async

    def _lambdas(self) -> Iterator[Change]:
        for function, item in self.replaced.lambdas.items():
            calls = [use for use in self.uses.by_function.get(function, ()) if use.kind == "call"]
            waits = [id(use) in self.colours.awaited for use in calls]
            if function in self.colours.because or not any(waits) or item.value is None:
                continue
            call = self.replaced.call(item)
            if not all(waits):
                message = f"what replaces {item.name} is awaited in one place and not in another"
                yield Told(item.module, call.line, message)
                continue
            yield AwaitedLambda(item.module, item.number, call.args[item.value].keyword or item.value)


def double_of_path(path: str) -> tuple[int, int, str] | None:
    """As `double_of`, by the name of a symbolic value."""
    return double_of(ExternalValue(path))


def _named(text: str, steps: str) -> str:
    return f"{text}(){steps}"


__all__ = ["Change", "Doubles", "Replacements"]
