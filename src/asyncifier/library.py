"""Library models: what a library's callables are, what they return, which block, what replaces them.

One TOML file per pair of libraries; the format is documented in docs/models.md. A model is read once,
checked whole, and every mistake in it is told at once with its key.

    >>> model.functions["psycopg2.connect"].call
    'await'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Call = Literal["plain", "await", "agen", "acm", "await_or_acm", "block"]
"""How the replacement is called. `block`: no replacement, the call blocks (executor models)."""


@dataclass(frozen=True)
class ArgRules:
    """What happens to the arguments of a callable: see docs/models.md."""

    rename: Mapping[str, str] = field(default_factory=dict)
    drop: Mapping[str, str] = field(default_factory=dict)
    refuse: Mapping[str, str] = field(default_factory=dict)
    value: Mapping[str, str] = field(default_factory=dict)
    add: Mapping[str, str] = field(default_factory=dict)
    positional: tuple[str, ...] = ()


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
    code: str | None = None
    refuse: str | None = None
    remove: str | None = None
    note: str | None = None
    accepts_coroutine: bool = False
    """Functions handed to it (as an argument or by decoration) may be coroutine functions."""


@dataclass(frozen=True)
class Attribute:
    """A data attribute of a type: how it is read and written after the conversion."""

    name: str
    to: str | None = None
    rewrite: str | None = None
    write: str | None = None
    refuse: str | None = None
    refuse_write: str | None = None
    returns: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class LibraryType:
    """A class of the source library and what its instances do after the conversion."""

    name: str
    sources: tuple[str, ...]
    to: str | None
    with_: str = "plain"
    """"async", "plain", "commit" (commit or roll back, stay open) or "refuse: reason"."""
    iter_: str = "plain"
    methods: Mapping[str, Member] = field(default_factory=dict)
    attrs: Mapping[str, Attribute] = field(default_factory=dict)
    closes: tuple[str, ...] = ()
    """Methods that close it; a type that has one must be closed."""


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
