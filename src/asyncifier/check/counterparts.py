"""Models of asynchronous libraries, made from those of the synchronous ones that they replace.

    >>> library = counterpart(psycopg2)
    >>> library.types["Connection"].sources, library.types["Connection"].methods["commit"].call
    (('psycopg.AsyncConnection',), 'await')

What a model says of the replacement (its name, whether it is awaited, what it gives) is all that is needed to
recognise it in code that uses it already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from asyncifier.library import Call, Library, LibraryType, Member, with_derived

_NAME_OF_METHOD = re.compile(r"\{self\}\.(\w+)\(")
_AWAITABLE: Mapping[Call, Call] = {
    "await": "await",
    "await_or_acm": "await_or_acm",
    "acm": "acm",
    "agen": "agen",
}
"""What the call of a replacement gives; anything else is taken for plain."""


def counterparts(libraries: Iterable[Library]) -> tuple[Library, ...]:
    """The models of the asynchronous sides; a name that a synchronous side has too is left out."""
    models = tuple(library for library in libraries if library.target and library.to_module is not None)
    synchronous = {name for library in models for name in (*library.functions, *_sources(library))}
    return tuple(counterpart(library, frozenset(synchronous)) for library in models)


def counterpart(library: Library, synchronous: frozenset[str] = frozenset()) -> Library:
    """The model of what `library` is replaced by: facts only, as nothing replaces that."""
    functions = {
        member.to: replace(_called(member), name=member.to)
        for member in library.functions.values()
        if member.to is not None and "." in member.to and member.to not in synchronous
    }
    types: dict[str, LibraryType] = {}
    known: dict[str, LibraryType] = {}
    for name, type_ in library.types.items():
        if type_.is_derived:
            continue
        new = _type(library, type_, synchronous)
        same = known.get(new.source)
        if same is not None:  # cursors of several kinds may have one successor
            new = replace(new, methods={**new.methods, **same.methods}, attrs={**new.attrs, **same.attrs})
        types[name] = known[new.source] = new
    found = replace(
        library, id=f"{library.id}/async", target="", group="", functions=functions, types=types, aliases={},
        imports={}, exceptions={}, exception_attrs={}, namespaces=frozenset(),
    )  # fmt: skip
    return with_derived(found)


def _sources(library: Library) -> Iterable[str]:
    return (source for type_ in library.types.values() for source in type_.sources)


def _type(library: Library, type_: LibraryType, synchronous: frozenset[str]) -> LibraryType:
    source = type_.to
    if source is None or source in synchronous or "." not in source or source.startswith("typing."):
        return LibraryType(type_.name, (f"{library.id}/async.{type_.name}",), None, others="plain")
    methods: dict[str, Member] = {}
    for member in type_.methods.values():
        name = _new_name(member)
        if name:
            methods.setdefault(name, replace(_called(member), name=name))
    for attribute in type_.attrs.values():
        for name in _NAME_OF_METHOD.findall(attribute.write or ""):
            methods.setdefault(name, Member(name, call="await"))
    return LibraryType(
        type_.name, (source,), None,
        with_="async" if type_.with_ in ("async", "commit") else "plain",
        iter_="async" if type_.iter_ == "async" else "plain",
        methods=methods,
        attrs={attribute.to or name: replace(attribute, name=attribute.to or name, to=None)
               for name, attribute in type_.attrs.items() if (attribute.to or name) not in methods},
        others="plain",
    )  # fmt: skip


def _new_name(member: Member) -> str:
    """The method that the new object has for it; "" where it has none."""
    if member.refuse is not None or member.remove is not None:
        return ""
    if member.rewrite is None:
        return member.to or member.name
    names = _NAME_OF_METHOD.findall(member.rewrite)
    return names[0] if len(names) == 1 and member.rewrite.startswith("{self}.") else ""


def _called(member: Member) -> Member:
    return Member(member.name, call=_AWAITABLE.get(member.call, "plain"), returns=member.returns)
