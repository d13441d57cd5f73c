"""Library models: what a library's callables are, what they return, which block, what replaces them.

One TOML file per pair of libraries; the format is documented in docs/models.md. A model is read once,
checked whole, and every mistake in it is told at once with its key.

    >>> libraries = Libraries((load_library(Path("psycopg2-psycopg.toml")),))
    >>> library, member = libraries.function("psycopg2.connect")
    >>> member.call
    'await'
    >>> libraries.new_name(library, "psycopg2.errors.UniqueViolation")
    'psycopg.errors.UniqueViolation'
"""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from asyncifier.errors import ModelError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Call = Literal["plain", "await", "agen", "acm", "await_or_acm", "plain_or_await", "block"]
"""How the replacement is called. `plain_or_await`: as before, and no harm is done where it is awaited, because the
object may also be one that has to be. `block`: no replacement, the call blocks (executor models)."""

Calls = Literal["", "thread", "sync", "loop", "entry", "entries"]
"""Who calls the functions handed over: another thread, the callee itself, the event loop; "" says nothing."""

OPAQUE_TYPES = frozenset({"object", "bool", "bytes", "dict", "int", "list", "str", "tuple"})
"""What `returns` may name besides a type of the model: results that are not followed further."""


@dataclass(frozen=True)
class Returns:
    """What a call gives, parsed: `Returns.parse("list[Cursor]|None")` -> `Returns("Cursor", container="list")`.

    `type` is a type of the model or one of `OPAQUE_TYPES`; it is None for "self". "Pipeline?" is a Pipeline or data.
    """

    type: str | None
    is_self: bool = False
    optional: bool = False
    container: str | None = None

    @classmethod
    def parse(cls, text: str) -> Returns:
        """The meaning of "T", "self", "T|None", "list[T]" and "list[T]|None"."""
        name, bar, none = text.replace(" ", "").partition("|")
        container, bracket, inner = name.partition("[")
        if bar and none != "None":
            raise ValueError(f"expected `|None`, found `|{none}`")
        if bracket and not (container in _CONTAINERS and inner.endswith("]")):
            raise ValueError(f"expected one of {', '.join(_CONTAINERS)} around a type, found `{name}`")
        inside = inner[:-1] if bracket else container
        if not inside.removesuffix(_OR_DATA).isidentifier():
            raise ValueError(f"`{inside}` is not the name of a type")
        is_self = inside == "self"
        return cls(None if is_self else inside, is_self, bool(bar), container if bracket else None)


_CONTAINERS = ("list", "tuple", "set", "iter")
_OR_DATA = "?"


@dataclass(frozen=True)
class ArgRules:
    """What happens to the arguments of a callable: see docs/models.md."""

    rename: Mapping[str, str] = field(default_factory=dict)
    drop: Mapping[str, str] = field(default_factory=dict)
    refuse: Mapping[str, str] = field(default_factory=dict)
    value: Mapping[str, str] = field(default_factory=dict)
    add: Mapping[str, str] = field(default_factory=dict)
    positional: tuple[str, ...] = ()
    """Names of the parameters in order, so that the rules above also find arguments given by position."""
    keyword_only: tuple[str, ...] = ()
    """Parameters that the replacement takes by keyword only (their old names)."""


@dataclass(frozen=True)
class Member:
    """A function, a method, or a class used as a constructor."""

    name: str
    call: Call = "plain"
    to: str | None = None
    returns: str | None = None
    """Name of a type of this model, "self", "T|None", "list[T]", or None when the result is of no interest."""
    args: ArgRules = field(default_factory=ArgRules)
    rewrite: str | None = None
    setup: str | None = None
    """`name = expression`, for the start of the function around: `rewrite` uses the name."""
    code: str | None = None
    refuse: str | None = None
    remove: str | None = None
    note: str | None = None
    accepts_coroutine: bool = False
    """Functions handed to it (as an argument or by decoration) may be coroutine functions."""
    calls: Calls = ""
    """Who calls the functions handed to it; the reason stands in `note`."""
    callbacks: tuple[str, ...] = ()
    """The parameters that take such functions; empty: any argument."""
    gets: str = ""
    """What the function handed over is called with: "rest": the arguments behind `args.positional`; "each": one item of
    each of these; "packed": those in the arguments `args` and `kwargs`, or whose names end so."""
    passes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each of these parameters: the types of this model, or "self", that the function gets as arguments."""
    transparent: bool = False
    """A decorator that leaves the function callable as it is: the decorated name keeps its colour."""
    harmless: bool = False
    """Only looks at its arguments: a connection or cursor may be handed to it."""
    imports: tuple[str, ...] = ()
    """Modules that `to`, `rewrite` and the values in `args` mention."""
    optional: bool = False
    """Not in every version or build of the old library."""
    in_place: str = ""
    """It blocks, and must not go to a thread by itself; the reason stands in `note`. "told": where a coroutine reaches
    it, that is told; "refused": it fails there, so nothing turns that would bring it there."""
    replaces: str = ""
    """It puts something in the place of a name: "path" (`patch("app.find", new)`), "attribute" (`patch.object(app,
    "find", new)`), or "either"."""
    double: bool = False
    """What it makes stands for any object: a mock."""

    @property
    def result(self) -> Returns | None:
        """`returns`, parsed."""
        if self.call == "agen" and self.returns is not None:
            return Returns(self.returns)  # the stream that it gives, see `with_derived`
        return None if self.returns is None else Returns.parse(self.returns)


@dataclass(frozen=True)
class Attribute:
    """A data attribute of a type: how it is read and written after the conversion."""

    name: str
    read: Call = "plain"
    """"await": reading it gives something to await."""
    to: str | None = None
    rewrite: str | None = None
    write: str | None = None
    refuse: str | None = None
    refuse_write: str | None = None
    returns: str | None = None
    note: str | None = None
    code: str | None = None
    """Hook for writes: sees the assigned value as the call's only argument."""
    optional: bool = False
    """Set on the new library's instances where introspection does not see it."""
    imports: tuple[str, ...] = ()
    """Modules that `rewrite` mentions."""

    @property
    def result(self) -> Returns | None:
        """`returns`, parsed."""
        return None if self.returns is None else Returns.parse(self.returns)


@dataclass(frozen=True)
class LibraryType:
    """A class of the source library and what its instances do after the conversion."""

    name: str
    sources: tuple[str, ...]
    to: str | None
    with_: str = "plain"
    """"async", "plain", "commit" (commit or roll back, stay open), "closes" (only a plain `close()` is left of it) or
    "refuse: reason"."""
    iter_: str = "plain"
    methods: Mapping[str, Member] = field(default_factory=dict)
    attrs: Mapping[str, Attribute] = field(default_factory=dict)
    closes: tuple[str, ...] = ()
    """Methods that close it; a type that has one must be closed."""
    all_at_once: str | None = None
    """The new method that gives all that iterating it would give, as a list, awaited."""
    note: str | None = None
    is_derived: bool = False
    """What an `agen` of this library gives, or a "T?"; no class that a program could name."""
    may_be_data: bool = False
    """A "T?": nothing but a call of one of its methods says that it is a T."""
    concurrent_use: str | None = None
    """What two tasks that use it at once get, where that differs from the rest of the library."""
    fuse: Mapping[str, str] = field(default_factory=dict)
    """What pairs of calls become on the object that made this one: see docs/models.md."""
    others: str = "refuse"
    """What the model does not list: "refuse", or "plain" where it stays as it is (it does no I/O)."""

    @property
    def source(self) -> str:
        """The class of the old library, by the name that stands first in the model."""
        return self.sources[0]

    @property
    def is_empty(self) -> bool:
        """Only a name: nothing is said of what its instances do."""
        return not (self.methods or self.attrs) and (self.with_, self.iter_) == ("plain", "plain")


@dataclass(frozen=True)
class Library:
    """One pair: a blocking library and its async replacement (or none: `to_module` is None)."""

    id: str
    path: str
    module: str
    dists: tuple[str, ...]
    to_module: str | None
    to_dists: tuple[str, ...]
    group: str
    """What the user chooses a target for: "postgresql", "mysql", "sqlite", …"""
    target: str
    """The name of this target in `[tool.asyncify.targets]`: "psycopg", "aiosqlite", …"""
    loop_bound: bool
    must_close: str | None
    imports: Mapping[str, str]
    keep: frozenset[str]
    refused_imports: Mapping[str, str]
    functions: Mapping[str, Member]
    types: Mapping[str, LibraryType]
    exceptions: Mapping[str, str]
    exception_attrs: Mapping[str, str]
    codemod: str = "db-drivers"
    also: tuple[str, ...] = ()
    """Other top-level modules of the old library."""
    loaded_by: tuple[str, ...] = ()
    """Libraries that load the old one by themselves, where the code does not say it."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other dotted names of the same thing; a key also stands for everything below it."""
    optional_dists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Distributions needed only when the new code imports that module: {"psycopg_pool": ("psycopg-pool>=3.2",)}."""
    hooks: str | None = None
    """The module with this model's hook functions."""
    concurrent_use: str = "parallel"
    """What two tasks that use one object at once get: "parallel", "serialised", "refused" or "hangs"."""
    applications: frozenset[str] = frozenset()
    """Values that are a whole application, so that servers call the functions which make them: `flask.Flask()`."""
    exception_notes: Mapping[str, str] = field(default_factory=dict)
    """What to say where one of these classes is named: the new library raises another one then."""
    namespaces: frozenset[str] = frozenset()
    """Values that are bags of attributes which the project stores: `flask.g`."""

    @property
    def is_files(self) -> bool:
        """What it describes waits for a disk only."""
        return self.id == "files"

    @property
    def states_facts_only(self) -> bool:
        """Nothing is replaced: the model only says what other people's callables do."""
        return not self.target

    def class_of(self, returned: Returns | None) -> str | None:
        """The class that a result is an instance of, when it is a type of this model: `psycopg2.extensions.cursor`."""
        if returned is None or returned.type is None or returned.container:
            return None
        type_ = self.types.get(returned.type)
        return type_.source if type_ is not None else None


@dataclass(frozen=True)
class Refused:
    """A name, call or attribute that has no counterpart, and why."""

    reason: str


@dataclass(frozen=True)
class Libraries:
    """The models of the chosen targets, looked up by dotted name.

    >>> libraries.function("sqlite3.dbapi2.connect")[1].to
    'aiosqlite.connect'
    """

    models: tuple[Library, ...]

    def canonical(self, dotted: str) -> str:
        """The name that the models use: `sqlite3.dbapi2.connect` -> `sqlite3.connect`."""
        if dotted.partition(".")[0] not in self._alias_roots:
            return dotted
        for _ in range(4):  # an alias may lead to another alias; four links are more than any library has
            found = _longest_prefix(dotted, self._aliases)
            if found is None or found[1] == dotted:
                return dotted
            prefix, target = found
            dotted = target + dotted[len(prefix) :]
        return dotted

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """See `Library.namespaces`."""
        return frozenset(name for library in self.models for name in library.namespaces)

    @cached_property
    def applications(self) -> frozenset[str]:
        """See `Library.applications`."""
        return frozenset(name for library in self.models for name in library.applications)

    def calls_entries(self, path: str) -> Member | None:
        """What is known of `path` if calling it calls the project's entry points on the spot."""
        known = self.function(path)
        return known[1] if known is not None and known[1].calls == "entries" else None

    def function(self, dotted: str) -> tuple[Library, Member] | None:
        """What is known of the function, decorator or constructor `dotted`; `pytest.mark.*` matches below it."""
        name = self.canonical(dotted)
        exact = self._functions.get(name)
        if exact is not None:
            return exact
        if name.partition(".")[0] not in self._roots_of_families:
            return None
        for prefix in _prefixes(name.rpartition(".")[0]):
            below = self._functions.get(f"{prefix}.*")
            if below is not None:
                return below
        return None

    def is_class_method(self, dotted: str) -> bool:
        """The first argument of the function is the class on which it is looked up: `View.as_view`."""
        known = self.function(dotted)
        return known is not None and known[1].args.positional[:1] == ("cls",)

    def member_at(self, dotted: str) -> tuple[Library, LibraryType | None, Member] | None:
        """What is known of `dotted`, a function or a method by its class: `psycopg2.connection.commit`."""
        function = self.function(dotted)
        if function is not None:
            return function[0], None, function[1]
        owner, _, name = dotted.rpartition(".")
        return self.method_of(owner, name)

    def type_of(self, dotted_class: str) -> tuple[Library, LibraryType] | None:
        """The modelled type whose instances `dotted_class(...)` makes."""
        return self._types.get(self.canonical(dotted_class))

    def type_named(self, library: Library, name: str) -> LibraryType | None:
        """The type that `returns = "name"` means in `library`; None for an opaque one."""
        return library.types.get(name)

    def method(self, type_: LibraryType, name: str) -> Member | None:
        """The method `name` of the type; None when the model doesn't know it."""
        return type_.methods.get(name)

    def method_of(self, dotted_class: str, name: str) -> tuple[Library, LibraryType, Member] | None:
        """What is known of the method `name` that the class `dotted_class` defines, if a model describes both."""
        known = self.type_of(dotted_class)
        member = known[1].methods.get(name) if known is not None else None
        return (*known, member) if known is not None and member is not None else None

    def attr(self, type_: LibraryType, name: str) -> Attribute | None:
        """The data attribute `name` of the type; None when the model doesn't know it."""
        return type_.attrs.get(name)

    def library_of(self, dotted: str) -> Library | None:
        """The model that `dotted` belongs to: `psycopg2.extras` -> the psycopg2 model."""
        name = self.canonical(dotted)
        for library in self.models:
            if library.module and any(_is_below(name, module) for module in (library.module, *library.also)):
                return library
        return None

    def is_module_of(self, dotted: str) -> bool:
        """`dotted` is a modelled library or lies in one."""
        return self.library_of(dotted) is not None

    def is_exception(self, dotted: str) -> bool:
        """`dotted` is an exception class of a modelled library."""
        name = self.canonical(dotted)
        return any(_longest_prefix(name, library.exceptions) is not None for library in self.models)

    def exception_attr(self, library: Library, name: str) -> Attribute | None:
        """How `error.name` is read after the conversion: `pgcode` -> `sqlstate`; None: as before."""
        text = library.exception_attrs.get(name)
        if text is None:
            return None
        if text.startswith(_REFUSE):
            return Attribute(name, refuse=text[len(_REFUSE) :].strip())
        return Attribute(name, rewrite=text) if "{" in text else Attribute(name, to=text)

    def new_name(self, library: Library, dotted: str, *, as_type: bool = False) -> str | Refused | None:
        """What a reference to `dotted` becomes; the longest matching name of the model decides.

        >>> libraries.new_name(psycopg2, "psycopg2.extras.RealDictCursor")
        'psycopg.rows.dict_row'
        >>> libraries.new_name(psycopg2, "psycopg2.extras.RealDictCursor", as_type=True)  # an annotation
        'psycopg.AsyncCursor'

        Itself when it stays on the old module; None when `library` has nothing to say about it.
        """
        name = self.canonical(dotted)
        if as_type:
            known = next((t for t in library.types.values() if name in t.sources), None)
            if known is not None:
                return known.to or Refused(known.note or f"{dotted} has no counterpart")
        for prefix in _prefixes(name):
            rule = _rule_for(library, prefix, exact=prefix == name)
            if rule is None:
                continue
            if isinstance(rule, Refused):
                return rule
            if rule.startswith(_HOOK):
                renamed = _hook(library, rule[len(_HOOK) :])(name)
                return cast("str | Refused", renamed)
            return rule + name[len(prefix) :]
        return None

    @cached_property
    def names(self) -> frozenset[str]:
        """The dotted names of all functions and classes that replacement models describe."""
        return frozenset(
            name
            for known in (self._functions, self._types)
            for name, (library, _) in known.items()
            if library.target
        )

    @cached_property
    def _roots_of_families(self) -> frozenset[str]:
        """What the names like `pytest.mark.*` begin with."""
        return frozenset(name.partition(".")[0] for name in self._functions if name.endswith(".*"))

    @cached_property
    def _alias_roots(self) -> frozenset[str]:
        return frozenset(alias.partition(".")[0] for alias in self._aliases)

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        return {alias: name for library in self.models for alias, name in library.aliases.items()}

    @cached_property
    def _functions(self) -> Mapping[str, tuple[Library, Member]]:
        # Reversed: of two models that describe one name, the first listed counts.
        return {
            name: (library, member)
            for library in reversed(self.models)
            for name, member in library.functions.items()
        }

    @cached_property
    def _types(self) -> Mapping[str, tuple[Library, LibraryType]]:
        return {
            source: (library, type_)
            for library in reversed(self.models)
            for type_ in library.types.values()
            for source in type_.sources
        }


def load_hook(library: Library, name: str) -> Callable[..., Any]:
    """The hook function `name` of the library's model; its existence was checked when the model was read."""
    return _hook(library, name)


def load_library(path: Path) -> Library:
    """The model in the file `path`; a `ModelError` names every mistake in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(str(path), [f"can't be read: {error}"]) from error
    return read_library(text, str(path))


def read_library(text: str, path: str) -> Library:
    """The model in `text`; `path` only names it in errors."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelError(path, [f"not valid TOML: {error}"]) from error
    reader = _Reader()
    library = reader.library(tables, path)
    reader.problems += _contradictions(library)
    if reader.problems:
        raise ModelError(path, reader.problems)
    return with_derived(library)


def with_derived(library: Library) -> Library:
    """With the types that the model implies."""
    return _with_streams(_with_perhaps(library))


def _with_perhaps(library: Library) -> Library:
    """With a type for each "T?" that something returns: it has the methods of a T, and may as well be data."""
    wanted = {
        result.type
        for _, part in _parts(library)
        if (result := part.result) is not None and (result.type or "").endswith(_OR_DATA)
    }
    types = dict(library.types)
    for name in sorted(name for name in wanted if name is not None):
        certain = library.types[name.removesuffix(_OR_DATA)]
        sources = (certain.source + _OR_DATA,)
        types[name] = LibraryType(
            name, sources, certain.to, methods=certain.methods, attrs=certain.attrs, others="plain",
            is_derived=True, may_be_data=True,
        )  # fmt: skip
    return replace(library, types=types)


def _with_streams(library: Library) -> Library:
    """With a type for what each `agen` gives: nothing can be done with it but iterate it, asynchronously."""
    streams: dict[str, LibraryType] = {}

    def of(dotted: str, member: Member) -> Member:
        if member.call != "agen":
            return member
        name = f"{dotted}()"
        streams[name] = LibraryType(name, (name,), None, iter_="async", is_derived=True)
        return replace(member, returns=name)

    functions = {name: of(name, member) for name, member in library.functions.items()}
    types = {
        name: replace(
            type_,
            methods={
                method: of(f"{type_.source}.{method}", member) for method, member in type_.methods.items()
            },
        )
        for name, type_ in library.types.items()
    }
    return replace(library, functions=functions, types={**types, **streams})


_HOOK = "hook:"
_REFUSE = "refuse:"
_CALLS = ("plain", "await", "agen", "acm", "await_or_acm", "plain_or_await", "block")
_CALLERS = ("thread", "sync", "loop", "entry", "entries")
_WITH = ("async", "plain", "commit", "closes")
_ITER = ("async", "plain", "wrapped")

Table: TypeAlias = Mapping[str, Any]

_Kind: TypeAlias = "str | tuple[str, ...]"

_ARG_KEYS: Mapping[str, _Kind] = {
    "rename": "texts",
    "drop": "texts",
    "refuse": "texts",
    "value": "texts",
    "add": "texts",
    "positional": "names",
    "keyword_only": "names",
}
_MEMBER_KEYS: Mapping[str, _Kind] = {
    "call": _CALLS,
    "to": "text",
    "returns": "text",
    "args": "table",
    "rewrite": "text",
    "setup": "text",
    "code": "text",
    "refuse": "text",
    "remove": "text",
    "note": "text",
    "accepts_coroutine": "flag",
    "calls": _CALLERS,
    "callbacks": "names",
    "gets": ("rest", "each", "packed"),
    "passes": "lists",
    "transparent": "flag",
    "harmless": "flag",
    "imports": "names",
    "optional": "flag",
    "in_place": ("told", "refused"),
    "replaces": ("path", "attribute", "either"),
    "double": "flag",
}
_ATTRIBUTE_KEYS: Mapping[str, _Kind] = {
    "read": ("plain", "await"),
    "optional": "flag",
    "imports": "names",
    **dict.fromkeys(("to", "rewrite", "write", "refuse", "refuse_write", "returns", "note", "code"), "text"),
}
_CONCURRENT_USES = ("parallel", "serialised", "refused", "hangs")
_TYPE_KEYS: Mapping[str, _Kind] = {
    "from": "names",
    "to": "text",
    "with": "text",
    "iter": "text",
    "closes": "names",
    "concurrent_use": _CONCURRENT_USES,
    "all_at_once": "text",
    "note": "text",
    "others": ("refuse", "plain"),
    "fuse": "texts",
    "like": "text",
    "alike": "tables",
    "methods": "table",
    "attrs": "table",
}
_ALIKE = "names"
_ALIKE_ATTRS = "attrs"
_PAIR_KEYS: Mapping[str, _Kind] = {
    "id": "text",
    "from": "table",
    "to": "table",
    "group": "text",
    "target": "text",
    "codemod": "text",
    "loop_bound": "flag",
    "concurrent_use": _CONCURRENT_USES,
    "must_close": "text",
    "hooks": "text",
}
_SIDE_KEYS: Mapping[str, _Kind] = {
    "module": "text",
    "also": "names",
    "loaded_by": "names",
    "dists": "names",
    "optional": "table",
    "tested": "text",
}
_FILE_KEYS: Mapping[str, _Kind] = {
    "schema": "number",
    "pair": "table",
    "facts": "table",
    "imports": "table",
    "aliases": "texts",
    "namespaces": "names",
    "applications": "names",
    "lists": "lists",
    "functions": "table",
    "types": "table",
    "exceptions": "table",
}


class _Reader:
    """Turns tables into values and collects what is wrong in them, each with its key path."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.lists: Mapping[str, Sequence[str]] = {}
        self.done: dict[str, LibraryType] = {}
        """The types that were read before, for those that are `like` one of them."""

    def library(self, tables: Table, path: str) -> Library:
        file = self.fields(tables, "", _FILE_KEYS)
        self.lists = file.get("lists", {})
        if file.get("schema") != 1:
            self.problems.append("schema: this version reads `schema = 1`")
        if ("pair" in file) == ("facts" in file):
            self.problems.append("pair: a model has either [pair] (a replacement) or [facts] (only facts)")
        facts = "facts" in file
        head = self.fields(
            file.get("facts" if facts else "pair", {}),
            "facts" if facts else "pair",
            {"id": "text", "hooks": "text"} if facts else _PAIR_KEYS,
        )
        needed = ("id",) if facts else ("id", "from", "to", "group", "target")
        self.problems += [
            f"{'facts' if facts else 'pair'}.{key}: missing" for key in needed if key not in head
        ]
        source = self.fields(head.get("from", {}), "pair.from", _SIDE_KEYS)
        target = self.fields(head.get("to", {}), "pair.to", _SIDE_KEYS)
        imports = dict(file.get("imports", {}))
        keep = self.take(imports, "imports", "keep", "names", [])
        refused = self.take(imports, "imports", "refuse", "texts", {})
        exceptions = dict(file.get("exceptions", {}))
        same = self.take(exceptions, "exceptions", "same_names", "names", [])
        attrs = self.take(exceptions, "exceptions", "attrs", "texts", {})
        notes = self.take(exceptions, "exceptions", "notes", "texts", {})
        module, to_module = source.get("module", ""), target.get("module")
        return Library(
            id=head.get("id", ""),
            path=path,
            module=module,
            dists=tuple(source.get("dists", ())),
            to_module=to_module,
            to_dists=tuple(target.get("dists", ())),
            group=head.get("group", ""),
            target=head.get("target", ""),
            loop_bound=head.get("loop_bound", False),
            must_close=head.get("must_close"),
            concurrent_use=head.get("concurrent_use", "parallel"),
            imports=self.texts(imports, "imports"),
            keep=frozenset(keep),
            refused_imports=refused,
            functions={
                name: self.member(name, value, f'functions."{name}"')
                for name, value in file.get("functions", {}).items()
            },
            types={name: self.type_(name, value) for name, value in file.get("types", {}).items()},
            exceptions={f"{module}.{name}": f"{to_module}.{name}" for name in same}
            | self.texts(exceptions, "exceptions"),
            exception_attrs=attrs,
            exception_notes=notes,
            codemod=head.get("codemod", "db-drivers"),
            also=tuple(source.get("also", ())),
            loaded_by=tuple(source.get("loaded_by", ())),
            aliases=file.get("aliases", {}),
            applications=frozenset(file.get("applications", ())),
            namespaces=frozenset(file.get("namespaces", ())),
            optional_dists={
                name: tuple(dists)
                for name, dists in target.get("optional", {}).items()
                if self.has_kind(dists, f"pair.to.optional.{name}", "names")
            },
            hooks=head.get("hooks"),
        )

    def type_(self, name: str, value: object) -> LibraryType:
        key = f"types.{name}"
        table = self.fields(value, key, _TYPE_KEYS)
        if "from" not in table:
            self.problems.append(f"{key}.from: missing; the classes of the source library that it describes")
        base = self.base_of(table, key)
        methods = {
            method: self.member(method, row, f"{key}.methods.{method}")
            for method, row in table.get("methods", {}).items()
        }
        attrs = self.attributes_alike(table, key) | {
            attr: self.attribute(attr, row, f"{key}.attrs.{attr}")
            for attr, row in table.get("attrs", {}).items()
        }
        inherited = {method: row for method, row in base.methods.items() if method not in attrs}
        found = self.done[name] = LibraryType(
            name=name,
            sources=tuple(table.get("from", ())),
            to=table.get("to"),
            with_=self.one_of(table.get("with", base.with_), f"{key}.with", _WITH),
            iter_=self.one_of(table.get("iter", base.iter_), f"{key}.iter", _ITER),
            methods={**inherited, **self.alike(table, key), **methods},
            attrs={attr: row for attr, row in base.attrs.items() if attr not in methods} | attrs,
            closes=tuple(table.get("closes", base.closes)),
            all_at_once=table.get("all_at_once", base.all_at_once),
            note=table.get("note"),
            concurrent_use=table.get("concurrent_use", base.concurrent_use),
            others=table.get("others", base.others),
            fuse=table.get("fuse", base.fuse),
        )
        return found

    def base_of(self, table: Table, key: str) -> LibraryType:
        """The type that this one is `like`, else an empty one."""
        name = table.get("like")
        if name is not None and name not in self.done:
            self.problems.append(f"{key}.like: no type `{name}` stands before this one")
        return self.done.get(name or "", LibraryType("", (), None))

    def alike(self, table: Table, key: str) -> dict[str, Member]:
        """The methods that a type lists together: `alike = [{ names = "commands", call = "await" }]`."""
        found: dict[str, Member] = {}
        for index, row in enumerate(table.get("alike", ())):
            if _ALIKE_ATTRS in row:
                continue
            rest = dict(row)
            names = rest.pop(_ALIKE, None)
            place = f"{key}.alike[{index}]"
            if isinstance(names, str) and names in self.lists:
                names = self.lists[names]
            elif not self.has_kind(names, f"{place}.{_ALIKE}", "names"):
                continue
            for name in names or ():
                found[name] = self.member(name, rest, place)
        return found

    def attributes_alike(self, table: Table, key: str) -> dict[str, Attribute]:
        """The attributes that a type lists together: `alike = [{ attrs = ["host", "port"] }]`."""
        found: dict[str, Attribute] = {}
        for index, row in enumerate(table.get("alike", ())):
            rest = dict(row)
            names = rest.pop(_ALIKE_ATTRS, ())
            place = f"{key}.alike[{index}]"
            if self.has_kind(list(names), f"{place}.{_ALIKE_ATTRS}", "names"):
                found |= {name: self.attribute(name, rest, place) for name in names}
        return found

    def member(self, name: str, value: object, key: str) -> Member:
        table = self.fields(value, key, _MEMBER_KEYS)
        rules = self.fields(table.get("args", {}), f"{key}.args", _ARG_KEYS)
        table.pop("args", None)
        passes = _frozen(table.pop("passes", {}))
        return Member(name=name, args=ArgRules(**_frozen(rules)), passes=passes, **_frozen(table))

    def attribute(self, name: str, value: object, key: str) -> Attribute:
        return Attribute(name=name, **_frozen(self.fields(value, key, _ATTRIBUTE_KEYS)))

    def fields(self, value: object, key: str, kinds: Mapping[str, _Kind]) -> dict[str, Any]:
        """The entries of the table `value` that are known and have the right type."""
        if not isinstance(value, dict):
            self.problems.append(f"{key}: expected a table, found {_toml_type(value)}")
            return {}
        return {
            name: entry
            for name, entry in value.items()
            if self.is_known(name, key, kinds) and self.has_kind(entry, _join(key, name), kinds[name])
        }

    def is_known(self, name: str, key: str, known: Mapping[str, _Kind]) -> bool:
        if name in known:
            return True
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"expected one of {', '.join(known)}"
        self.problems.append(f"{_join(key, name)}: unknown key; {hint}")
        return False

    def has_kind(self, value: object, key: str, kind: _Kind) -> bool:
        if isinstance(kind, tuple):
            if value in kind:
                return True
            self.problems.append(f"{key}: expected one of {', '.join(kind)}, found {value!r}")
            return False
        fits, expected = _KINDS[kind]
        if fits(value):
            return True
        self.problems.append(f"{key}: expected {expected}, found {_toml_type(value)}")
        return False

    def one_of(self, value: str, key: str, known: tuple[str, ...]) -> str:
        if value not in known and not value.startswith(_REFUSE):
            self.problems.append(
                f"{key}: expected one of {', '.join(known)} or `refuse: reason`, found {value!r}"
            )
        return value

    def take(self, table: dict[str, Any], key: str, name: str, kind: str, default: Any) -> Any:
        value = table.pop(name, default)
        return value if self.has_kind(value, _join(key, name), kind) else default

    def texts(self, table: Mapping[str, Any], key: str) -> dict[str, str]:
        return {name: text for name, text in table.items() if self.has_kind(text, f'{key}."{name}"', "text")}


def _frozen(table: Table) -> dict[str, Any]:
    """The entries with tuples for lists."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}


_KINDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "text": (lambda value: isinstance(value, str), "a string"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "number": (lambda value: isinstance(value, int), "a number"),
    "table": (lambda value: isinstance(value, dict), "a table"),
    "names": (
        lambda value: isinstance(value, list) and all(isinstance(name, str) for name in value),
        "a list of strings",
    ),
    "tables": (
        lambda value: isinstance(value, list) and all(isinstance(row, dict) for row in value),
        "a list of tables",
    ),
    "lists": (
        lambda value: isinstance(value, dict)
        and all(
            isinstance(row, list) and all(isinstance(name, str) for name in row) for row in value.values()
        ),
        "a table of lists of strings",
    ),
    "texts": (
        lambda value: isinstance(value, dict) and all(isinstance(text, str) for text in value.values()),
        "a table of strings",
    ),
}


def _toml_type(value: object) -> str:
    names = {bool: "a boolean", int: "a number", str: "a string", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _contradictions(library: Library) -> list[str]:
    """What each part of the model allows by itself but the model as a whole does not."""
    return [
        *_unknown_results(library),
        *_missing_hooks(library),
        *(
            f"types.{type_.name}.closes: `{name}` is not one of its methods"
            for type_ in library.types.values()
            for name in type_.closes
            if name not in type_.methods
        ),
    ]


def _unknown_results(library: Library) -> Iterator[str]:
    for key, part in _parts(library):
        if part.returns is None:
            continue
        try:
            name = Returns.parse(part.returns).type
        except ValueError as error:
            yield f"{key}.returns: {error}"
            continue
        name = name.removesuffix(_OR_DATA) if name is not None else None
        if name is not None and name not in library.types and name not in OPAQUE_TYPES:
            known = [*library.types, *sorted(OPAQUE_TYPES)]
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"expected one of {', '.join(known)}"
            yield f"{key}.returns: no type `{name}` in this model; {hint}"


def _missing_hooks(library: Library) -> Iterator[str]:
    wanted = [(f"{key}.code", part.code) for key, part in _parts(library) if part.code is not None]
    wanted += [
        (f'imports."{name}"', text[len(_HOOK) :])
        for name, text in library.imports.items()
        if text.startswith(_HOOK)
    ]
    wanted += [
        (f'exceptions."{name}"', text[len(_HOOK) :])
        for name, text in library.exceptions.items()
        if text.startswith(_HOOK)
    ]
    if library.hooks is None:
        yield from (f"{key}: `{name}` needs a module of hooks: set `hooks` in [pair]" for key, name in wanted)
        return
    try:
        module = importlib.import_module(library.hooks)
    except Exception as error:  # whatever a user's module raises while it is imported
        yield f"pair.hooks: {library.hooks} can't be imported: {error}"
        return
    for key, name in wanted:
        if not callable(getattr(module, name, None)):
            near = difflib.get_close_matches(name, [n for n in vars(module) if not n.startswith("_")], n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            yield f"{key}: {library.hooks} has no function `{name}`{hint}"


def _parts(library: Library) -> Iterator[tuple[str, Member | Attribute]]:
    for name, function in library.functions.items():
        yield f'functions."{name}"', function
    for type_ in library.types.values():
        for name, method in type_.methods.items():
            yield f"types.{type_.name}.methods.{name}", method
        for name, attribute in type_.attrs.items():
            yield f"types.{type_.name}.attrs.{name}", attribute


def _hook(library: Library, name: str) -> Callable[..., Any]:
    assert library.hooks is not None  # checked when the model was read
    return cast("Callable[..., Any]", getattr(importlib.import_module(library.hooks), name))


def _rule_for(library: Library, prefix: str, *, exact: bool) -> str | Refused | None:
    """What the model says about exactly this name or everything below it."""
    if prefix in library.imports:
        return library.imports[prefix]
    if prefix in library.refused_imports:
        return Refused(library.refused_imports[prefix])
    if prefix in library.keep:
        return prefix
    if prefix in library.exceptions:
        return library.exceptions[prefix]
    function = library.functions.get(prefix)
    if exact and function is not None:
        return _function_as_value(prefix, function)
    known = next((type_ for type_ in library.types.values() if prefix in type_.sources), None)
    if known is not None:
        return known.to or Refused(known.note or f"{prefix} has no counterpart")
    return None


def _function_as_value(name: str, function: Member) -> str | Refused | None:
    if function.refuse is not None:
        return Refused(function.refuse)
    if function.to is not None:
        return function.to
    if function.rewrite or function.code or function.remove:
        return Refused(
            f"{name} has no counterpart that could be handed around; only calls of it are converted"
        )
    return None


def _prefixes(dotted: str) -> Sequence[str]:
    """`a.b.c` -> `a.b.c`, `a.b`, `a`."""
    parts = dotted.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _longest_prefix(dotted: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    return next(((prefix, names[prefix]) for prefix in _prefixes(dotted) if prefix in names), None)


def _is_below(dotted: str, module: str) -> bool:
    return dotted == module or dotted.startswith(f"{module}.")
