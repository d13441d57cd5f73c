"""A library model against the libraries that are installed: what it says wrong, and what it leaves out.

    >>> found = check_model(load_library(Path("sqlite3-aiosqlite.toml")))
    >>> found.problems
    ()
    >>> found.unchecked  # nothing is taken for right that could not be looked at
    ()

Works by introspection alone; nothing is called, and no library is known by name.
"""

from __future__ import annotations

import ast
import inspect
import re
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from asyncifier import introspect
from asyncifier.errors import AsyncifyError
from asyncifier.introspect import NoSuchName, NotImportable, Ways
from asyncifier.library import Attribute, Libraries, Library, LibraryType, Member, Refused
from asyncifier.modelcheck import arguments

Kind = Literal["name", "call", "arguments", "unlisted", "protocol", "alias", "hook"]


@dataclass(frozen=True)
class Problem:
    """Something that the model says wrong or leaves out: `key` is where, as in `types.Cursor.methods.close`."""

    kind: Kind
    key: str
    message: str


@dataclass(frozen=True)
class ModelCheck:
    """What the comparison of one model found."""

    id: str
    path: str
    versions: tuple[tuple[str, str], ...]
    """The libraries that it was compared with: `(("psycopg2", "2.9.13"), …)`."""
    problems: tuple[Problem, ...] = ()
    unchecked: tuple[str, ...] = ()
    """What could not be compared at all: libraries that are not installed, or fail when they are imported."""
    notes: tuple[Problem, ...] = ()
    """What is worth knowing and does no harm: members of other versions, members set on instances only."""
    checked: int = 0
    untold: tuple[Problem, ...] = ()
    """What introspection can't tell of entries whose names are right: most C functions show no parameters."""


def check_model(library: Library) -> ModelCheck:
    """The model `library`, compared with what is installed."""
    return _Check(library).run()


class _Check:
    """Goes through a model part by part and notes what it finds."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.names = Libraries((library,))
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.unchecked: dict[str, str] = {}
        self.untold: list[Problem] = []
        self.checked = 0
        self.kept: frozenset[type] = frozenset()
        """The classes of the new library whose instances a program keeps."""

    def run(self) -> ModelCheck:
        library = self.library
        types_ = [type_ for type_ in library.types.values() if not type_.is_derived]
        new_classes = [self.find(type_.to) for type_ in types_ if type_.to is not None]
        self.kept = frozenset(found for found in new_classes if isinstance(found, type))
        for name, function in library.functions.items():
            self.function(name, function)
        for type_ in types_:
            self.type_(type_)
        self.renamed_names()
        self.exceptions()
        self.aliases()
        if not library.states_facts_only:
            for module in self.modules():
                self.module(module)
        modules = dict.fromkeys(m for m in (library.module, *library.also, library.to_module) if m)
        versions = [(m, introspect.version_of(m)) for m in modules]
        return ModelCheck(
            library.id, library.path, tuple((m, version) for m, version in versions if version),
            _each_once(self.problems), tuple(self.unchecked.values()), _each_once(self.notes), self.checked,
            _each_once(self.untold),
        )  # fmt: skip

    # -- looking things up --

    def find(self, dotted: str, key: str | None = None, *, is_note: bool = False) -> Any:
        """The object of that name; None when it isn't there, which is noted under `key`.

        `typing.Any` stands for classes that the new code defines itself, and tells nothing of them.
        """
        try:
            return introspect.find(dotted) if dotted != "typing.Any" else None
        except NotImportable as error:
            self.unchecked[error.module] = str(error)
        except NoSuchName as error:
            if key is not None:
                self.note("name", key, str(error), is_note=is_note)
        return None

    def note(self, kind: Kind, key: str, message: str, *, is_note: bool = False) -> None:
        (self.notes if is_note else self.problems).append(Problem(kind, key, message))

    def ways(self, thing: Any, owner: type | None = None) -> Ways | None:
        return introspect.ways(thing, owner, self.kept)

    # -- functions --

    def function(self, name: str, member: Member) -> None:
        key = f'functions."{name}"'
        if name.endswith(".*"):
            self.find(name[:-2], key)
            return
        # A fact about a name of another version of Python, or a refusal of one, does no harm.
        harmless = self.library.states_facts_only or member.refuse is not None
        old = self.find(name, key, is_note=harmless or member.optional)
        if old is None or harmless:
            return
        self.checked += 1
        new: Any = None
        if member.rewrite is not None:
            self.template(member.rewrite, key, member, None)
        elif member.remove is None and member.call != "block":
            renamed = member.to or self.names.new_name(self.library, name) or name
            if isinstance(renamed, Refused):
                return  # only calls of it are converted, by a hook
            new = self.find(renamed, key)
            if new is None:
                return
            self.called(key, member, self.ways(new))
        self.arguments(
            key, member, introspect.parameters(None, "", old),
            None if new is None else introspect.parameters(None, "", new),
        )  # fmt: skip

    def called(self, key: str, member: Member, possible: Ways | None) -> None:
        """Compares `call` with what the new callable gives."""
        if member.code is not None:
            return  # a hook decides
        if possible is None:
            self.untold.append(Problem("call", key, "whether it is awaited"))
            return
        wanted = _WAYS.get(member.call, frozenset({member.call}))
        if not wanted <= possible:
            self.note("call", key, f'`call = "{member.call}"`, but {_what(possible)}')

    def arguments(
        self, key: str, member: Member, old: arguments.Parameters | None, new: arguments.Parameters | None
    ) -> None:
        if old is None:
            self.untold.append(Problem("arguments", key, "the parameters in the old library"))
        elif new is None and _is_called_by_name(member):
            self.untold.append(Problem("arguments", key, "the parameters in the new library"))
        if member.code is not None or not _is_called_by_name(member):
            new = None  # a hook or a template makes the new arguments
        for message in arguments.complaints(member.args, old, new):
            self.note("arguments", key, message)

    # -- types --

    def type_(self, type_: LibraryType) -> None:
        key = f"types.{type_.name}"
        old = [self.find(source, f"{key}.from") for source in type_.sources]
        new = self.find(type_.to, f"{key}.to") if type_.to is not None else None
        if old and isinstance(old[0], type):
            self.listed(type_, key, old[0])
            if isinstance(new, type):
                self.protocols(type_, key, old[0], new)
        # Of other versions, unless nobody would notice that it is misspelt.
        may_lack = type_.others != "plain"
        cls = old[0] if old else None
        for name, member in type_.methods.items():
            place = f"{key}.methods.{name}"
            if self.has_old(
                place, name, cls, is_note=may_lack or member.optional or member.refuse is not None
            ):
                self.method(place, member, cls, new)
        for name, attribute in type_.attrs.items():
            place = f"{key}.attrs.{name}"
            if self.has_old(
                place, name, cls, is_note=may_lack or attribute.optional or attribute.refuse is not None
            ):
                self.attribute(place, attribute, cls, new)

    def listed(self, type_: LibraryType, key: str, old: type) -> None:
        """Every public member must have an entry; those that only instances have are noted."""
        if type_.others == "plain" or self.library.states_facts_only:
            return
        for name in sorted(introspect.members(old) - {*type_.methods, *type_.attrs}):
            on_instances = not hasattr(old, name)
            self.note("unlisted", key, f"`{name}` has no entry", is_note=on_instances)

    def method(self, key: str, member: Member, old: Any, new: Any) -> None:
        if member.refuse is not None or new is None or self.library.states_facts_only:
            return
        self.checked += 1
        target: Any = None
        if member.rewrite is not None:
            self.template(member.rewrite, key, member, new)
        elif member.remove is None and member.call != "block" and member.name != "__getattr__":
            name = member.to or _AWAITED.get((member.name, member.call), member.name)
            if not self.has_new(key, member, name, old, new):
                return
            target = introspect.member(new, name)
            if target is None or not callable(target):
                # A property may give something to call; only instances know.
                self.untold.append(Problem("call", key, f"what {new.__name__}.{name} holds"))
                return
            self.called(key, member, self.ways(target, new))
        if old is None or member.name.startswith("__"):
            return
        source = introspect.member(old, member.name)
        self.arguments(
            key, member, introspect.parameters(old, member.name, source),
            None if target is None else introspect.parameters(new, member.to or member.name, target),
        )  # fmt: skip

    def attribute(self, key: str, attribute: Attribute, old: Any, new: Any) -> None:
        if attribute.refuse is not None or new is None or self.library.states_facts_only:
            return
        self.checked += 1
        if attribute.rewrite is not None:
            self.template(attribute.rewrite, key, None, new)
        elif self.has_new(key, attribute, attribute.to or attribute.name, old, new):
            self.read(key, attribute, old, new)
        if attribute.write is not None:
            self.template(attribute.write, key, Member("", call="await"), new)

    def read(self, key: str, attribute: Attribute, old: Any, new: type) -> None:
        """An attribute that is read as before is not a method now, and is awaited where it gives a coroutine."""
        name = attribute.to or attribute.name
        target = inspect.getattr_static(new, name, None)
        if inspect.isroutine(target) and not inspect.isroutine(
            inspect.getattr_static(old, attribute.name, None)
        ):
            self.note("call", key, f"{new.__name__}.{name} is a method, no attribute")
        if not isinstance(target, property) or target.fget is None:
            return
        possible = self.ways(target.fget, new)
        if possible is not None and attribute.read not in possible:
            self.note("call", key, f"`read = \"{attribute.read}\"`, but {_what(possible, 'reading it')}")

    def has_old(self, key: str, name: str, old: Any, *, is_note: bool) -> bool:
        if not isinstance(old, type) or introspect.has_member(old, name):
            return True
        inside = any(introspect.has_member(cls, name) for cls in _below(old))
        self.note("name", key, f"{old.__name__} has no {name} in this version", is_note=is_note or inside)
        return False

    def has_new(self, key: str, part: Member | Attribute, name: str, old: Any, new: Any) -> bool:
        # With a `__getattr__` every name is there, but what is a method of the old class is no data of the new one.
        is_method = isinstance(part, Member) and isinstance(old, type)
        by_name = is_method and introspect.has_member(old, part.name, by_name=True)
        if not isinstance(new, type) or introspect.has_member(new, name, by_name=by_name):
            return True
        if part.code is not None:
            return False  # a hook decides; what it makes of it can't be seen from here
        owners = [cls.__name__ for cls in _below(new) if introspect.has_member(cls, name)]
        message = f"{new.__name__} has no {name}" + (f"; only {', '.join(sorted(owners))}" if owners else "")
        unseen = isinstance(part, Attribute) and part.optional
        self.note("name", key, message, is_note=unseen or bool(owners))
        return False

    def protocols(self, type_: LibraryType, key: str, old: type, new: type) -> None:
        """`with` and `iter` against the special methods of the new class."""
        is_entered = introspect.supports(old, "__enter__")
        self.protocol(f"{key}.with", type_.with_, is_entered, new, "__enter__", "__aenter__")
        is_iterated = introspect.supports(old, "__iter__") or introspect.supports(old, "__next__")
        self.protocol(f"{key}.iter", type_.iter_, is_iterated, new, "__iter__", "__aiter__")

    def protocol(self, key: str, said: str, is_old: bool, new: type, plain: str, waiting: str) -> None:
        if said == "async" and not hasattr(new, waiting):
            self.note("protocol", key, f"`async`, but {new.__name__} has no {waiting}")
        if said == "plain" and is_old and not hasattr(new, plain):
            there = f"; it has {waiting}" if hasattr(new, waiting) else ""
            self.note("protocol", key, f"`plain`, but {new.__name__} has no {plain}{there}")

    # -- templates --

    def template(self, text: str, key: str, member: Member | None, new: Any) -> None:
        """The modules' names in a template, and the members of `{self}`, must be there."""
        try:
            tree = ast.parse(_PLACEHOLDER.sub(r"_\1_", text), mode="eval").body
        except SyntaxError:
            self.note("name", key, f"the template is no expression: {text}")
            return
        for chain in _chains(tree):
            root, *rest = chain
            if root == "_self_" and rest and isinstance(new, type):
                if not introspect.has_member(new, rest[0]):
                    self.note("name", key, f"{new.__name__} has no {rest[0]}")
            elif rest and not root.startswith("_"):
                self.find(".".join(chain), key)
        if member is None or not isinstance(new, type):
            return
        match tree:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="_self_"), attr=name)) if hasattr(new, name):
                self.called(key, member, self.ways(introspect.member(new, name), new))

    # -- names that are not called --

    def renamed_names(self) -> None:
        for old, new in self.library.imports.items():
            key = f'imports."{old}"'
            self.find(old, key)
            if not new.startswith("hook:"):
                self.find(new, key)
        for name in self.library.keep:
            self.find(name, f'imports.keep: "{name}"')
        for name in self.library.refused_imports:
            self.find(name, f'imports.refuse."{name}"', is_note=True)

    def exceptions(self) -> None:
        new_classes = []
        for old, new in self.library.exceptions.items():
            key = f'exceptions."{old}"'
            self.find(old, key)
            if not new.startswith("hook:"):
                new_classes += [self.find(part, key) for part in new.split(", ")]
        classes = [found for found in new_classes if isinstance(found, type)]
        for name, text in self.library.exception_attrs.items():
            if classes and text.isidentifier() and not any(introspect.has_member(c, text) for c in classes):
                self.note("name", f"exceptions.attrs.{name}", f"no exception of the new library has {text}")

    def aliases(self) -> None:
        for alias, name in self.library.aliases.items():
            key = f'aliases."{alias}"'
            try:
                one, other = introspect.find(alias), introspect.find(name)
            except NotImportable:
                continue  # another name for a library that may be there or not
            except NoSuchName as error:
                self.note("alias", key, str(error), is_note=True)
                continue
            if one is not other and not isinstance(one, types.ModuleType):
                self.note("alias", key, f"is not the same object as {name}")

    # -- what the old library has besides --

    def modules(self) -> list[str]:
        """The public modules of the old library that the model speaks of."""
        library = self.library
        spoken = [
            *library.functions, *library.imports, *library.exceptions, *library.also,
            *(source for type_ in library.types.values() if not type_.is_derived for source in type_.sources),
        ]  # fmt: skip
        found = {library.module}
        for name in spoken:
            parts = name.split(".")
            for length in range(1, len(parts) + 1):
                module = ".".join(parts[:length])
                belongs = parts[0] in (library.module.partition(".")[0], *library.also)
                if belongs and isinstance(self.find(module), types.ModuleType):
                    found.add(module)
        return sorted(module for module in found if not any(p.startswith("_") for p in module.split(".")))

    def module(self, dotted: str) -> None:
        """Every public name must be converted, kept or refused, and exist where the model leads it."""
        module = self.find(dotted)
        if not isinstance(module, types.ModuleType):
            return
        for name in introspect.own_names(module):
            full = f"{dotted}.{name}"
            canonical = self.names.canonical(full)
            if canonical in self.library.functions or self.names.type_of(canonical) is not None:
                continue
            try:
                new = self.names.new_name(self.library, full)
            except AsyncifyError as error:
                self.note("hook", f'imports."{full}"', str(error))
                continue
            if new is None:
                self.note("unlisted", dotted, f"`{name}` has no entry: convert, keep or refuse it")
            elif isinstance(new, str):
                for part in new.split(", "):  # several exceptions for one
                    self.find(part, f'imports: "{full}" becomes "{new}"')


_AWAITED = {("__next__", "await"): "__anext__"}
_WAYS = {"await_or_acm": frozenset({"await", "acm"})}
_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def _what(possible: Ways, doing: str = "calling it") -> str:
    """`"calling it gives what must be awaited"`."""
    texts = {
        "plain": "a plain result",
        "await": "something to await",
        "agen": "something for `async for`",
        "acm": "something for `async with`",
    }
    given = " or ".join(texts[way] for way in texts if way in possible)
    return f"{doing} gives {given}"


def _is_called_by_name(member: Member) -> bool:
    """The new callable gets the arguments of the old one."""
    return member.rewrite is None and member.remove is None and member.call != "block"


def _below(cls: type) -> Iterator[type]:
    """The subclasses of a class that have been imported."""
    each: list[type] = type.__subclasses__(cls)
    for below in each:
        yield below
        yield from _below(below)


def _chains(tree: ast.expr) -> Iterator[Sequence[str]]:
    """The dotted names in an expression: `a.b(c.d)` -> `["a", "b"]`, `["c", "d"]`."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or id(node) in inner:
            continue
        names = [node.attr]
        below: ast.expr = node.value
        while isinstance(below, ast.Attribute):
            inner.add(id(below))
            names.insert(0, below.attr)
            below = below.value
        if isinstance(below, ast.Name):
            yield [below.id, *names]


def _each_once(found: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(found))
