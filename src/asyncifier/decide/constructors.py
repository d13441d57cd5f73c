"""Constructors that wait: which may become a class method `create`, and how it is written.

`Repo(dsn)` can't be awaited, so what `__init__` does moves into a coroutine, `await Repo.create(dsn)`. That is sound
when every place is known that makes such an object, and nothing else happens while one is made.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property

from asyncifier.decide.pins import Pin
from asyncifier.decide.uses import Use, Uses
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.externals import is_made_like_object
from asyncifier.graph.heap import Class, External, Identity, Module
from asyncifier.graph.solve import Site
from asyncifier.library import Libraries

_PLAIN_METACLASSES = frozenset({"", "ABCMeta", "abc.ABCMeta"})
_PLAIN_BASES = frozenset(
    {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol"}
)
_PLAIN_DECORATORS = frozenset(
    {
        "dataclasses.dataclass",
        "functools.total_ordering",
        "typing.final",
        "typing.runtime_checkable",
        "typing_extensions.final",
    }
)
_CREATE = ("create", "create_async", "open_async", "make_async")
_INITIALIZER = ("_init", "_init_async", "_initialize_async")


@dataclass(frozen=True)
class Factory:
    """How one `__init__` is written: see `edits.MakeFactory`."""

    create: str | None
    initializer: str | None


class Constructors:
    """The constructors of one program."""

    def __init__(self, graph: CallGraph, libraries: Libraries, uses: Uses) -> None:
        self.graph = graph
        self.libraries = libraries
        self.uses = uses

    # -- what forbids it --------------------------------------------------------------------------------

    def pin(self, function: FunctionId) -> Pin | None:
        """Why the `__init__` can't turn into a factory, whoever calls it."""
        cls = self.graph.class_of(function)
        if cls is None:
            return Pin(
                "ASY101", f"{self.graph.qualified_name(function)} stands in no class that could be followed"
            )
        pin = self._class_pin(cls)
        if pin is not None:
            return pin
        outside = [base for base in self.graph.external_bases(cls) if base not in _PLAIN_BASES]
        if outside and function not in self._constructed:
            name = self.graph.qualified_name(function)
            return Pin("ASY108", f"{name} is called by nobody in the project, so {outside[0]} may call it")
        return None

    def problem(self, use: Use) -> Pin | None:
        """Why this place can't wait for the object that it makes."""
        others = [item for item in use.constructors if self.graph.scope(item).name != "__init__"]
        if use.kind != "call" or not use.classes or others:
            return Pin("ASY101", f"{use.text}() runs a constructor, which can't await")
        for cls in use.classes:
            if self.graph.method_of(cls, "__init__") is None:
                return Pin(
                    "ASY204", f"{use.text} may also make a {self._name(cls)}, for which nobody has to wait"
                )
            pin = self._class_pin(cls)
            if pin is not None:
                return pin
        return None

    def problem_of_super(self, use: Use) -> Pin | None:
        """Why `super().__init__()` can't be awaited: for some class it means the constructor of a base outside."""
        if use.kind != "call" or not use.text.startswith("super()"):
            return None
        inits = [function for function in use.functions if self.graph.scope(function).name == "__init__"]
        owner = self.graph.class_of(self.uses.owner(use.site.module, use.scope)) if inits else None
        if owner is None:
            return None
        elsewhere = self._without_next_constructor.get(owner)
        if elsewhere is None:
            return None
        text = (
            f"{use.text} is the constructor of object in a {self._name(elsewhere)}, and another one elsewhere"
        )
        return Pin("ASY204", text)

    @cached_property
    def _without_next_constructor(self) -> dict[int, int]:
        """For each class: one of its subclasses, or itself, in which no constructor comes after its own."""
        found: dict[int, int] = {}
        for cls, obj in enumerate(self.graph.solver.objects):
            if not isinstance(obj, Class):
                continue
            for owner in reversed(self.graph.solver.mro(cls)):
                found.setdefault(owner, cls)
                base = self.graph.solver.objects[owner]
                if isinstance(base, Class) and "__init__" in self.graph.methods(base):
                    break
        return found

    def _class_pin(self, cls: int) -> Pin | None:
        for item in self.graph.solver.mro(cls):
            obj = self.graph.solver.objects[item]
            if (
                isinstance(obj, External)
                and obj.path not in _PLAIN_BASES
                and not is_made_like_object(obj.path)
            ):
                return Pin(
                    "ASY101", f"{self._name(cls)} inherits {obj.path}, which makes its instances itself"
                )
            if not isinstance(obj, Class):
                continue
            scope = self.graph.modules[obj.module].facts.scopes[obj.scope]
            if scope.metaclass not in _PLAIN_METACLASSES:
                return Pin(
                    "ASY101",
                    f"{self._name(item)} has the metaclass {scope.metaclass}, which makes its instances",
                )
            if "__new__" in self.graph.methods(obj):
                return Pin("ASY101", f"{self._name(item)} makes its instances in __new__, which can't await")
            decorator = next(
                (path for path in self._decorators.get(item, ()) if not self._is_plain(path)), None
            )
            if decorator is not None:
                return Pin(
                    "ASY107",
                    f"{self._name(item)} is decorated with {decorator}, which may put something in its place",
                )
        return None

    def _name(self, cls: int) -> str:
        obj = self.graph.solver.objects[cls]
        assert isinstance(obj, Class)
        return self.graph.qualified_name((obj.module, obj.scope))

    def _is_plain(self, path: str) -> bool:
        bare = path.removesuffix("()")
        known = self.libraries.function(bare)
        return bare in _PLAIN_DECORATORS or (known is not None and known[1].transparent)

    @cached_property
    def _decorators(self) -> dict[int, list[str]]:
        """The decorators of each class, but for those of the project that can be followed."""
        found: dict[int, list[str]] = {}
        for index, module in enumerate(self.graph.modules):
            for number, apply in enumerate(module.facts.applies):
                classes = [obj for _, obj in self.graph.held(index, apply.func) if isinstance(obj, Class)]
                targets = (
                    [obj for _, obj in self.graph.targets(Site(index, "apply", number))] if classes else []
                )
                paths = [getattr(obj, "path", "") for obj in targets if not isinstance(obj, Identity)]
                for obj in classes:
                    known = found.setdefault(self.graph.solver.ids[obj], [])
                    known += (
                        [path for path in paths if path]
                        if targets
                        else ["a decorator that could not be resolved"]
                    )
        return found

    @cached_property
    def _constructed(self) -> frozenset[FunctionId]:
        return frozenset(function for use in self.uses.all for function in use.constructors)

    # -- how it is written ------------------------------------------------------------------------------

    def factories(self, turned: Container[FunctionId]) -> dict[FunctionId, Factory]:
        """How each of the constructors that turned is written; all share the names."""
        inits = [function for function in self._inits() if function in turned]
        if not inits:
            return {}
        taken = self._taken(inits)
        create = next(name for name in (*_CREATE, *_numbered(_CREATE[0])) if name not in taken)
        initializer = next(name for name in (*_INITIALIZER, *_numbered(_INITIALIZER[0])) if name not in taken)
        split = {function for function in inits if self._is_shared(function)}
        found = {}
        for function in inits:
            if function not in split:
                found[function] = Factory(create, None)
            else:
                inherits = any(base in split for base in self._overridden(function))
                found[function] = Factory(None if inherits else create, initializer)
        return found

    def doubles(self, turned: Container[FunctionId]) -> Iterator[tuple[int, int, str]]:
        """(module, line, class) of calls that put something in the place of a class: `patch("app.Repo")`."""
        homes = {
            cls for function in self._inits() if function in turned if (cls := self.graph.class_of(function))
        }
        names = {self._name(cls).rpartition(".")[2]: cls for cls in homes}
        for index, module in enumerate(self.graph.modules):
            for call in module.facts.calls if names else ():
                texts = [arg.constant for arg in call.args[:2] if isinstance(arg.constant, str)]
                path = next((text for text in texts if text.rpartition(".")[2] in names), None)
                if path is None:
                    continue
                cls = names[path.rpartition(".")[2]]
                holders = [
                    obj.module
                    for _, obj in self.graph.held(index, call.args[0].node)
                    if isinstance(obj, Module)
                ]
                if "." in path:
                    holders = [self.graph.solver.by_name.get(path.rpartition(".")[0], -1)]
                for holder in holders:
                    node = self.graph.modules[holder].facts.scopes[0].names.get(path.rpartition(".")[2], 0)
                    if holder >= 0 and any(item == cls for item, _ in self.graph.held(holder, node)):
                        yield index, call.line, self._name(cls)

    def _inits(self) -> Iterator[FunctionId]:
        for function in self.graph.functions():
            if self.graph.scope(function).name == "__init__" and self.graph.class_of(function) is not None:
                yield function

    def _overridden(self, function: FunctionId) -> Iterator[FunctionId]:
        cls = self.graph.class_of(function)
        assert cls is not None
        for base in self.graph.solver.mro(cls)[1:]:
            obj = self.graph.solver.objects[base]
            if isinstance(obj, Class) and "__init__" in self.graph.methods(obj):
                yield self.graph.methods(obj)["__init__"]

    def _is_shared(self, function: FunctionId) -> bool:
        """Others call it by name, or it calls that of a base, or gives a value: it stays a method of its own."""
        if any(function in use.functions for use in self.uses.by_function.get(function, ())):
            return True
        scope = self.graph.scope(function)
        if scope.returns_value or "cls" in scope.names or not scope.params:
            return True
        scopes = self.graph.modules[function[0]].facts.scopes
        for call in self.graph.modules[function[0]].facts.calls:
            if call.text == "super":
                inside = call.scope
                while inside >= 0:
                    if inside == function[1]:
                        return True
                    inside = scopes[inside].parent
        return False

    def _taken(self, inits: list[FunctionId]) -> set[str]:
        """The names that the classes, their bases and their subclasses use already, or somebody stores on an object."""
        homes = {cls for function in inits if (cls := self.graph.class_of(function)) is not None}
        taken = {store.name for module in self.graph.modules for store in module.facts.stores}
        for cls, obj in enumerate(self.graph.solver.objects):
            if not isinstance(obj, Class):
                continue
            family = self.graph.solver.mro(cls)
            if homes.isdisjoint(family):
                continue
            for item in family:
                base = self.graph.solver.objects[item]
                if isinstance(base, Class):
                    taken |= self.graph.modules[base.module].facts.scopes[base.scope].names.keys()
        return taken


def _numbered(name: str) -> Iterator[str]:
    return (f"{name}{number}" for number in range(2, 1000))
