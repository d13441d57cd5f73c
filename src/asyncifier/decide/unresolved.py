"""Calls that could reach I/O, but whose receiver nobody knows: told, with the declaration that settles them.

    app/repo.py:5 ASY220 what app.repo.find(db) is could not be found: nothing in the project passes it; if it is a
    psycopg2.extensions.connection, these calls need an await: db.cursor (app/repo.py:5), …
    declare it under [tool.asyncify.types]: "app.repo.find(db)" = "psycopg2.extensions.connection"

For each such call the unknown value is followed back to the places where it enters the program. A type is a
candidate for a place when the steps from there to the call lead to something that waits, and when it has every
attribute that the program reads on the value: a model lists all members of a type, and a class of the project is
known whole. There is one report for each place, not one for each call.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from asyncifier.decide.colour import Colours
from asyncifier.decide.uses import CONSUMERS, Uses
from asyncifier.facts.values import AWAITED, Call
from asyncifier.graph import FunctionId, Site
from asyncifier.graph.externals import says_nothing, standard_class_has
from asyncifier.graph.heap import Class, Container, External, Func, Inst, Lib, LibMethod
from asyncifier.graph.heap import Module as ModuleObject
from asyncifier.graph.origins import ANY_ATTRIBUTE, Origins, Place
from asyncifier.library import Libraries, Library, LibraryType, Member

_SHOWN = 3  # call sites and candidates that a message lists
_LOADERS = ("importlib.", "builtins.__import__", "pkgutil.", "runpy.", "sys.modules")
"""What gives modules, and the functions of plug-ins, by computed names."""

_ITERATED = "for"
"""The step of iterating what a call gives."""
_WAITS = ("await", "await_or_acm", "agen", "acm", "block")


@dataclass(frozen=True, eq=False)
class OfLibrary:
    """An instance of a modelled type."""

    library: Library
    type: LibraryType


@dataclass(frozen=True, eq=False)
class LibraryCall:
    """A function or method of a modelled library."""

    library: Library
    member: Member
    type: LibraryType | None


@dataclass(frozen=True)
class OfProject:
    """An object of the solver: an instance or function of the project, a module."""

    obj: int


State: TypeAlias = OfLibrary | LibraryCall | OfProject


@dataclass(frozen=True)
class Unresolved:
    """A warning to be: the place of the first call, the message, the line that settles it."""

    module: int
    line: int
    message: str
    hint: str


@dataclass
class _Report:
    """What is gathered about one place."""

    made_by: str = ""
    found: dict[tuple[int, Call], list[str]] = field(default_factory=dict)
    """The candidates of each call."""
    behind: dict[tuple[int, Call], set[Place]] = field(default_factory=dict)
    """For each call the places that its receiver passes before; told there, it needs no report here."""

    iterated: set[tuple[int, Call]] = field(default_factory=set)
    """Those that need no await, but an asynchronous iteration."""

    @property
    def candidates(self) -> list[str]:
        """The types that explain most of the calls."""
        counted = Counter(name for names in self.found.values() for name in names)
        most = max(counted.values(), default=0)
        return [name for name, number in counted.items() if number == most]


class UnresolvedCalls:
    """Finds them in one program, once its colours are known. `converted` are the libraries that are replaced."""

    def __init__(
        self,
        origins: Origins,
        libraries: Libraries,
        uses: Uses,
        colours: Colours,
        converted: Iterable[Library],
    ) -> None:
        self.origins = origins
        self.graph = origins.graph
        self.solver = origins.solver
        self.libraries = libraries
        self.uses = uses
        self.colours = colours
        self._waiting_by_steps: dict[tuple[tuple[str, ...], bool], list[tuple[str, State]]] = {}
        self._steps_in_project: dict[tuple[int, str], tuple[State, ...]] = {}
        self.converted = [*converted, *self._only_imported(converted)]

    def _only_imported(self, converted: Iterable[Library]) -> list[Library]:
        """Libraries that the program imports, and of which it makes no object that is known: outsiders pass them."""
        imported = {
            library.id
            for module in self.graph.modules
            for binding in module.facts.bindings
            if (library := self.libraries.library_of(binding.target)) is not None
        }
        made = {
            known[0].id
            for obj in self.solver.objects
            if isinstance(obj, Lib) and (known := self.libraries.type_of(obj.type)) is not None
        }
        before = {library.id for library in converted} | made
        return [item for item in self.libraries.models if item.target and item.id in imported - before]

    def find(self) -> list[Unresolved]:
        if not (self.converted or self.colours.because):
            return []
        reports: dict[Place | str, _Report] = {}
        for module, number, call in self._calls():
            node = self.solver.offsets[module] + call.func
            if self._is_unresolved(module, number, node):
                self._explain(reports, module, call, node, ("()",))
                if (module, number) in self._iterated:
                    self._explain(reports, module, call, node, ("()", _ITERATED))
        self._settled_before(reports)
        self._merge_subclasses(reports)
        found = [self._told(place, report) for place, report in reports.items()]
        return [*found, *self._saturated(), *self._meant()]

    def _calls(self) -> Iterator[tuple[int, int, Call]]:
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                if call.func and not call.flags & AWAITED:
                    yield index, number, call

    def _is_unresolved(self, module: int, number: int, node: int) -> bool:
        targets = self.graph.targets(Site(module, "call", number))
        return all(says_nothing(obj) for _, obj in targets) and self.origins.is_unknown(node)

    # -- one call ---------------------------------------------------------------------------------------

    def _explain(
        self, reports: dict[Place | str, _Report], module: int, call: Call, node: int, end: tuple[str, ...]
    ) -> None:
        method = self._last_step(module, call.func)
        names = self._iterated_names if _ITERATED in end else self._waiting_names
        if method and method != ANY_ATTRIBUTE and method[1:] not in names:
            return  # most calls; no candidate has a method of that name that waits
        for entry in self.origins.entries(node):
            for position, (place, steps) in enumerate(entry.trail):
                found = self._candidates(place, (*steps, *end), entry.made_by)
                if found:
                    report = reports.setdefault(place, _Report(entry.made_by))
                    report.found[module, call] = found
                    if _ITERATED in end:
                        report.iterated.add((module, call))
                    report.behind[module, call] = {item for item, _ in entry.trail[:position]}
                    break
            else:
                named = {(*steps, "()") for _, steps in entry.trail}
                if _ITERATED not in end:
                    self._explain_nameless(reports, module, call, named)

    def _explain_nameless(
        self, reports: dict[Place | str, _Report], module: int, call: Call, named: set[tuple[str, ...]]
    ) -> None:
        """The receiver has no name that could be declared: `request.app.db.execute()`."""
        receiver, steps, text = self._receiver_of_chain(module, call)
        if len(steps) < 2 or ANY_ATTRIBUTE in steps or steps in named:
            return
        names = self.origins.names_read_on([self.solver.offsets[module] + receiver])
        found = self._matching(steps, names, "")
        if found:
            owner = self.graph.qualified_name(self.uses.owner(module, call.scope))
            reports.setdefault(f"{owner}: {text}", _Report()).found[module, call] = found

    def _receiver_of_chain(self, module: int, call: Call) -> tuple[int, tuple[str, ...], str]:
        """For `a.b.cursor().execute()`: the node of `a.b`, the steps from there, and its text."""
        operations = self.origins.operations(module)
        steps: tuple[str, ...] = ("()",)
        node, text = call.func, call.text
        while makers := operations.get(node):
            node, step, made_by = makers[0]
            steps = (step, *steps)
            text = made_by.text if made_by is not None else text
            following = operations.get(node, [])
            if step.startswith(".") and not any(item in ("()", "with") for _, item, _ in following):
                break
        return node, steps, text.rpartition(".")[0]

    def _last_step(self, module: int, node: int) -> str:
        return next((step for _, step, _ in self.origins.operations(module).get(node, ())), "")

    def _receiver(self, module: int, node: int) -> int:
        return next((source for source, _, _ in self.origins.operations(module).get(node, ())), 0)

    @cached_property
    def _waiting_names(self) -> frozenset[str]:
        """Names of methods and functions that wait: what a call must name to be of interest."""
        names = {
            name
            for library in self.converted
            for type_ in library.types.values()
            for name, member in type_.methods.items()
            if member.call in _WAITS and name not in closing_names(library)
        }
        return frozenset(names | {self.graph.scope(function).name for function in self.colours.because})

    @cached_property
    def _iterated_names(self) -> frozenset[str]:
        """Names of methods that give something to iterate asynchronously."""
        return frozenset(
            name
            for library in self.converted
            for type_ in library.types.values()
            for name, member in type_.methods.items()
            for state in self._returned(library, type_, member.result)
            if self._is_awaited(state)
        )

    @cached_property
    def _iterated(self) -> frozenset[tuple[int, int]]:
        """Calls (module, number) whose result is iterated on the spot: `for x in c.find():`, `list(c.find())`."""
        found: set[tuple[int, int]] = set()
        for index, module in enumerate(self.graph.modules):
            found.update((index, loop.call) for loop in module.facts.loops if not loop.is_async)
            taken = {
                call.args[0].node
                for number, call in enumerate(module.facts.calls)
                if call.args
                and any(
                    isinstance(obj, External) and obj.path in CONSUMERS
                    for _, obj in self.graph.targets(Site(index, "call", number))
                )
            }
            found.update(
                (index, number) for number, call in enumerate(module.facts.calls) if call.target in taken
            )
        return frozenset(found)

    # -- candidates -------------------------------------------------------------------------------------

    def _candidates(self, place: Place, steps: tuple[str, ...], made_by: str) -> list[str]:
        if place.kind == "attribute" and steps == ("()",):
            # a mixin calls a method that another base defines: `self.execute()`
            attribute = place.name.rpartition(".")[2]
            found = self._matching((f".{attribute}", "()"), frozenset({attribute}), "")
            own = place.name.rpartition(".")[0]
            return [f"{name}.{attribute}" for name in found if name != own]
        if steps == ("()",) and not made_by.startswith(_LOADERS):
            return []  # a callback that outsiders pass: theirs, and synchronous
        return self._matching(steps, self.origins.names_read_on(self.origins.nodes_of[place]), made_by)

    def _matching(self, steps: tuple[str, ...], names: frozenset[str], made_by: str) -> list[str]:
        found = self._waiting(steps, made_by.startswith(_LOADERS))
        if steps[0] in ("()", "[]", "with"):
            return [name for name, _ in found]
        return [name for name, state in found if all(self._has(state, item) for item in names)]

    def _waiting(self, steps: tuple[str, ...], is_loaded: bool) -> list[tuple[str, State]]:
        """What could be declared, and leads by these steps to something that waits. Few chains of steps differ."""
        known = self._waiting_by_steps.get((steps, is_loaded))
        if known is None:
            known = self._waiting_by_steps[steps, is_loaded] = [
                (name, state) for name, state in self._possible(steps, is_loaded) if self._waits(state, steps)
            ]
        return known

    def _possible(self, steps: tuple[str, ...], is_loaded: bool) -> Iterator[tuple[str, State]]:
        """Everything that could be declared, by its name."""
        if steps[0] == "[]":
            for name, state in self._possible(steps[1:], is_loaded) if len(steps) > 1 else ():
                yield f"list[{name}]", state
            return
        if steps == ("()",):
            yield from (item for item in self._functions if isinstance(item[1], OfProject))
            return
        if steps[0] == "()":
            yield from self._functions
            return
        yield from self._types
        if is_loaded:
            yield from self._modules

    @cached_property
    def _types(self) -> tuple[tuple[str, State], ...]:
        of_libraries: list[tuple[str, State]] = [
            (type_.source, OfLibrary(library, type_))
            for library in self.converted
            for type_ in library.types.values()
            if not type_.is_derived
        ]
        classes = {
            cls: None
            for function in sorted(self.colours.because)
            if (cls := self.graph.class_of(function)) is not None
        }
        of_project: list[tuple[str, State]] = []
        for cls in classes:
            obj = self.solver.objects[cls]
            assert isinstance(obj, Class)
            instance = self.solver.ids.get(Inst(cls))
            if instance is not None:
                of_project.append((self.graph.qualified_name((obj.module, obj.scope)), OfProject(instance)))
        return (*of_libraries, *of_project)

    @cached_property
    def _modules(self) -> tuple[tuple[str, State], ...]:
        wanted = sorted(
            {module for module, scope in self.colours.because if self._is_top_level((module, scope))}
        )
        return tuple(
            (self.graph.modules[module].name, OfProject(obj))
            for module in wanted
            if (obj := self.solver.intern(ModuleObject(module))) is not None
        )

    def _is_top_level(self, function: FunctionId) -> bool:
        return self.graph.scope(function).parent == 0

    @cached_property
    def _functions(self) -> tuple[tuple[str, State], ...]:
        of_libraries: list[tuple[str, State]] = [
            (name, LibraryCall(library, member, None))
            for library in self.converted
            for name, member in library.functions.items()
            if not name.endswith("*")
        ]
        of_project: list[tuple[str, State]] = [
            (self.graph.qualified_name((obj.module, obj.scope)), OfProject(index))
            for index, obj in enumerate(self.solver.objects)
            if isinstance(obj, Func)
            and not obj.context
            and self._is_top_level((obj.module, obj.scope))
            and self.graph.scope((obj.module, obj.scope)).kind == "function"
        ]
        return (*of_libraries, *of_project)

    # -- what the steps lead to -------------------------------------------------------------------------

    def _waits(self, start: State, steps: Sequence[str]) -> bool:
        """Whether the last of the steps, a call, would have to be awaited."""
        states: list[State] = [start]
        if steps[0] == "[]":
            steps = steps[1:]
        for step in steps[:-1]:
            states = [following for state in states for following in self._step(state, step)]
        return any(self._is_awaited(state) for state in states)

    def _step(self, state: State, step: str) -> Iterator[State]:
        match state:
            case OfLibrary(library, type_):
                if step == "with":
                    yield state
                elif step == ANY_ATTRIBUTE:
                    yield from (LibraryCall(library, item, type_) for item in type_.methods.values())
                elif step[1:] in type_.methods:
                    yield LibraryCall(library, type_.methods[step[1:]], type_)
                elif step[1:] in type_.attrs:
                    yield from self._returned(library, type_, type_.attrs[step[1:]].result)
            case LibraryCall(library, member, type_):
                if step == "()":
                    yield from self._returned(library, type_, member.result)
            case OfProject(index):
                known = self._steps_in_project.get((index, step))
                if known is None:
                    known = self._steps_in_project[index, step] = tuple(self._step_in_project(index, step))
                yield from known

    def _returned(self, library: Library, type_: LibraryType | None, result: object) -> Iterator[State]:
        if getattr(result, "is_self", False) and type_ is not None:
            yield OfLibrary(library, type_)
        name = getattr(result, "type", None)
        if name is not None and name in library.types:
            yield OfLibrary(library, library.types[name])

    def _step_in_project(self, index: int, step: str) -> Iterator[State]:
        obj = self.solver.objects[index]
        if step == "()":
            function = self.graph.unwrap(obj)
            if function is not None and not self.graph.scope(function).is_generator:
                yield from self._held(function[0], self.graph.scope(function).returned)
            elif isinstance(obj, Class):
                yield OfProject(self.solver.intern(Inst(index)))
        elif step == "with":
            yield OfProject(index)
        elif step == "[]" and isinstance(obj, Container):
            yield from self._states(self.solver.points_to[self.solver.any_element(index)])
        elif isinstance(obj, Inst):
            yield from self._attributes(obj, index, step)
        elif isinstance(obj, ModuleObject):
            names = self.graph.modules[obj.module].facts.scopes[0].names
            for name, node in names.items():
                if step in (f".{name}", ANY_ATTRIBUTE):
                    yield from self._held(obj.module, node)

    def _attributes(self, obj: Inst, index: int, step: str) -> Iterator[State]:
        if not isinstance(self.solver.objects[obj.cls], Class):
            return
        overridden: set[str] = set()
        for item in self.solver.mro(obj.cls):
            cls = self.solver.objects[item]
            for name, function in self.graph.methods(cls).items() if isinstance(cls, Class) else ():
                if step in (f".{name}", ANY_ATTRIBUTE) and name not in overridden:
                    overridden.add(name)
                    yield OfProject(self.solver.intern(Func(*function, 0)))
        node = self.solver.fields.get((index, step[1:]), 0)
        yield from self._states(self.solver.points_to[node])

    def _held(self, module: int, node: int) -> Iterator[State]:
        yield from self._states(item for item, _ in self.graph.held(module, node))

    def _states(self, objects: Iterable[int]) -> Iterator[State]:
        for item in sorted(objects):
            obj = self.solver.objects[item]
            known = self.libraries.type_of(obj.type) if isinstance(obj, Lib) else None
            if known is not None:
                yield OfLibrary(*known)
            elif (
                isinstance(obj, Inst | Container | ModuleObject | Class) or self.graph.unwrap(obj) is not None
            ):
                yield OfProject(item)

    def _is_awaited(self, state: State) -> bool:
        match state:
            case OfLibrary(_, type_):
                return type_.iter_ == "async"
            case LibraryCall(library, member, _):
                return member.call in _WAITS and member.name not in closing_names(library)
            case OfProject(index):
                obj = self.solver.objects[index]
                function = None if isinstance(obj, LibMethod) else self.graph.unwrap(obj)
                return function is not None and self.colours.is_async(function)
        return False

    def _has(self, state: State, name: str) -> bool:
        """The type has an attribute of that name, or may have it."""
        match state:
            case OfLibrary(_, type_):
                known = name in type_.methods or name in type_.attrs
                return known or bool(standard_class_has(type_.source, name))
            case OfProject(index):
                obj = self.solver.objects[index]
                if isinstance(obj, ModuleObject):
                    return name in self.graph.modules[obj.module].facts.scopes[0].names
                return isinstance(obj, Inst) and self._instance_has(obj, index, name)
        return True

    def _instance_has(self, obj: Inst, index: int, name: str) -> bool:
        for item in self.solver.mro(obj.cls):
            cls = self.solver.objects[item]
            if not isinstance(cls, Class):
                return True  # a base from outside the project
            instance = self.solver.ids.get(Inst(item), -1)
            if self.solver.defines(cls, name) or (instance, name) in self.solver.fields:
                return True
            if "__getattr__" in self.graph.methods(cls):
                return True
        return False

    # -- telling ----------------------------------------------------------------------------------------

    def _settled_before(self, reports: dict[Place | str, _Report]) -> None:
        """Takes out the calls that are settled by what is told of a place before this one."""
        for report in reports.values():
            for call, places in report.behind.items():
                if any(place in reports for place in places):
                    del report.found[call]
        for place in [place for place, report in reports.items() if not report.found]:
            del reports[place]

    def _merge_subclasses(self, reports: dict[Place | str, _Report]) -> None:
        """An attribute that the methods of a base class read is declared there, once."""
        groups: dict[tuple[str, frozenset[int]], list[Place]] = defaultdict(list)
        for place, report in reports.items():
            if isinstance(place, Place) and place.kind == "attribute":
                key = (place.name.rpartition(".")[2], frozenset(id(call) for _, call in report.found))
                groups[key].append(place)
        for (name, _), places in groups.items():
            lines = [
                [owner, *self._bases_by_name[owner]]
                for owner in (place.name.rpartition(".")[0] for place in places)
            ]
            common = next((base for base in lines[0] if all(base in line for line in lines)), None)
            if len(places) > 1 and common is not None:
                merged = [reports.pop(place) for place in places]
                reports[replace(places[0], name=f"{common}.{name}")] = merged[0]

    @cached_property
    def _bases_by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for index, obj in enumerate(self.solver.objects):
            if isinstance(obj, Class):
                for item in self.solver.mro(index)[1:]:
                    base = self.solver.objects[item]
                    if isinstance(base, Class):
                        name = self.graph.qualified_name((obj.module, obj.scope))
                        found[name].append(self.graph.qualified_name((base.module, base.scope)))
        return found

    def _told(self, place: Place | str, report: _Report) -> Unresolved:
        calls = sorted(report.found, key=lambda item: (self.graph.modules[item[0]].path, item[1].line))
        candidates = report.candidates
        module, first = calls[0]
        need = "an `async for`" if report.iterated.issuperset(report.found) else "an await"
        message = (
            f"what {self._subject(place)} is could not be found: {self._why(place, report)}; if it is a "
            f"{some(candidates, ' or ')}, {'this call needs' if len(calls) == 1 else 'these calls need'} {need}: "
            f"{some([self._shown(*item) for item in calls], ', ')}"
        )
        return Unresolved(module, first.line, message, self._hint(place, candidates, module, first))

    def _shown(self, module: int, call: Call) -> str:
        return f"{call.text} ({self.graph.modules[module].path}:{call.line})"

    @staticmethod
    def _subject(place: Place | str) -> str:
        return place.name if isinstance(place, Place) else place.partition(": ")[2]

    @staticmethod
    def _why(place: Place | str, report: _Report) -> str:
        if report.made_by:
            return f"it comes from {report.made_by.removeprefix('builtins.')}"
        match place.kind if isinstance(place, Place) else "":
            case "parameter":
                return "nothing in the project passes it"
            case "attribute":
                return "nothing in the project sets it"
            case "return value":
                return "what the function returns could not be followed"
        return "what it is set to could not be followed"

    def _hint(self, place: Place | str, candidates: Sequence[str], module: int, call: Call) -> str:
        if isinstance(place, Place):
            line = f'declare it under [tool.asyncify.types]: "{place.name}" = "{candidates[0]}"'
            return line if len(candidates) == 1 else f"{line}, or one of the others"
        owner, _, receiver = place.partition(": ")
        last = receiver.rpartition(".")[2]
        name = last if last.isidentifier() else "value"
        return (
            f"assign {receiver} to a variable {name} and declare that under [tool.asyncify.types]: "
            f'"{owner}.{name}" = "{candidates[0]}"'
        )

    # -- what was not followed to its end ---------------------------------------------------------------

    def _saturated(self) -> list[Unresolved]:
        """Calls on values of more types than are followed: what was left out may have to be awaited too."""
        found: dict[str, Unresolved] = {}
        incomplete = self.origins.downstream(self.solver.saturated)
        for module, number, call in self._calls() if incomplete else ():
            method = self._last_step(module, call.func)
            if method[1:] not in self._waiting_names:
                continue
            receiver = self._receiver(module, call.func)
            nodes = [self.solver.offsets[module] + node for node in (receiver, call.func) if node]
            full = [node for node in nodes if node in incomplete]
            if not full:
                continue
            place = self.origins.named_source(full[0])
            candidates = self._left_out(Site(module, "call", number), method)
            subject = place.name if place is not None else call.text.rpartition(".")[0]
            if not candidates or subject in found:
                continue
            hint = f'"{subject}" = "{candidates[0]}"'
            found[subject] = Unresolved(
                module, call.line,
                f"{subject} can be of more types than are followed; {self._shown(module, call)} may also call "
                f"something that turns async, such as {method[1:]} of {some(candidates, ' or ')}",
                f"declare which one it is under [tool.asyncify.types]: {hint}" if place is not None
                else "separate the cases, so that fewer types come together here",
            )  # fmt: skip
        return list(found.values())

    def _meant(self) -> Iterator[Unresolved]:
        """What is not there, and was taken for the one thing that can be meant; told where something turns."""
        turned = {self.graph.qualified_name(function) for function in self.colours.because}
        for module, line, name, found in sorted(self.solver.meant):
            if any(function == found or function.startswith(f"{found}.") for function in turned):
                message = f"there is no {name}; it was taken for {found}, the only one of that name"
                yield Unresolved(module, line, message, "correct the name, or remove the code")

    def _left_out(self, site: Site, method: str) -> list[str]:
        """Classes with such a method that turns async, of which nothing was seen at the call.

        Connections and cursors are always followed; and methods that override each other turn async together.
        """
        seen = {
            function
            for _, obj in self.graph.targets(site)
            if (function := self.graph.unwrap(obj)) is not None
        }
        related = {item for function in seen for item in self._families.get(function, ())} | seen
        return [
            name
            for name, state in self._types
            if isinstance(state, OfProject)
            for following in self._step(state, method)
            if isinstance(following, OfProject)
            and (function := self.graph.unwrap(self.solver.objects[following.obj])) is not None
            and self.colours.is_async(function)
            and function not in related
        ]

    @cached_property
    def _families(self) -> dict[FunctionId, tuple[FunctionId, ...]]:
        return self.graph.families()


def closing_names(library: Library) -> frozenset[str]:
    """Methods that close something: so many things have one that it says nothing of a receiver."""
    return frozenset(name for type_ in library.types.values() for name in type_.closes)


def some(items: Sequence[str], joint: str) -> str:
    """The first few, and how many more there are."""
    rest = len(items) - _SHOWN
    return joint.join(items[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
