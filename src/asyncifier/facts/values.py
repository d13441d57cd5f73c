"""The facts as frozen, serialisable values.

A *node* is a place a value can be in: a variable, an attribute's result, a call's result. Nodes are small
integers, numbered per file; node 0 is "nothing of interest". Constraints say how values flow between nodes,
in the manner of inclusion-based points-to analysis (Andersen 1994), and are solved for the whole program by
`graph`. A *scope* is a module, class, function, lambda or comprehension; scope 0 is the module.

Lines count from 1, columns from 0 in characters.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

EXTRACTOR_VERSION = "131"
"""Part of the cache key: raise it with every change to what is extracted."""

NOTHING = 0

ScopeKind = Literal["module", "class", "function", "lambda", "listcomp", "setcomp", "dictcomp", "genexp"]

POSITIONAL_ONLY, POSITIONAL, VARARG, KEYWORD_ONLY, KWARG = range(5)

Constant: TypeAlias = str | int | float | bool | None


class Value(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all facts: encoded as arrays, immutable."""


class TypeExpr(Value, frozen=True):
    """An annotation, reduced to what points-to can use.

    `classes` are nodes that hold the classes an object may be an instance of (`Optional[A] | B` gives A and B);
    `elements` are the same for what a container of that annotation holds (`list[A]`, `Iterator[A]`).
    """

    classes: tuple[int, ...]
    elements: tuple[int, ...]


class Param(Value, frozen=True):
    name: str
    kind: int
    node: int
    has_default: bool
    annotation: TypeExpr | None
    annotation_text: str


class OptionalReturns(Value, frozen=True):
    """What a function returns with and without its parameter `param`: `if func is None: return partial(…)`.

    Decorators that work with and without arguments are written so; both nodes also flow into `returned`.
    """

    param: str
    without: int
    given: int


class Scope(Value, frozen=True):
    """One scope. `number` is its piece's number (kind "def", "class", "lambda" or, for generators, "genexp").

    A generator expression is a generator of its own (`is_generator`), but as the argument of a call: that consumes it.
    """

    kind: str
    name: str
    qualname: str
    parent: int
    number: int
    line: int
    column: int
    is_async: bool
    is_generator: bool
    returns_value: bool
    """A `return` with a value stands in it: as a generator it can't turn async."""
    params: tuple[Param, ...]
    value: int
    """The node that holds the function or class object before decoration."""
    returned: int
    yielded: int
    optional: OptionalReturns | None
    stops: tuple[int, ...]
    """`raise StopIteration` in it, which a coroutine can't let out: the numbers of these `name` pieces."""
    names: dict[str, int]
    bases: tuple[int, ...]
    decorators: tuple[tuple[int, int], ...]
    """(node, node after applying it) from the innermost to the outermost."""
    returns_annotation: TypeExpr | None
    body_is_stub: bool
    """Nothing but a docstring, `pass`, `...` or `raise NotImplementedError`."""
    comment: str
    """What an `# asyncify: …` comment on the definition's line says."""
    fields: tuple[str, ...] = ()
    """Of a class, the annotated names in the order in which a dataclass takes them by position."""
    metaclass: str = ""
    """Of a class, its metaclass as written."""
    has_examples: bool = False
    """Its docstring has examples of an interactive session, which doctest may run."""
    cleans_up: bool = False
    """Something in it runs at the end whatever happens: `finally`, or the end of a `with` block."""
    end_line: int = 0
    """The last line of its body; 0 where it has no block."""

    @property
    def is_part_of_parent(self) -> bool:
        """A comprehension, which runs where it stands."""
        return self.kind.endswith("comp") or (self.kind == "genexp" and not self.is_generator)

    @property
    def dotted_name(self) -> str:
        """`qualname` as configuration and reports write it: `outer.inner`; empty for the module's own."""
        return self.qualname.replace(".<locals>", "")

    @property
    def is_local(self) -> bool:
        """It stands inside a function, where nobody else can name it."""
        return ".<locals>." in self.qualname


class Copy(Value, frozen=True):
    source: int
    target: int
    scope: int


class Load(Value, frozen=True):
    """`target = obj.name`. `number` of the `attr` piece."""

    obj: int
    name: str
    target: int
    scope: int
    number: int
    line: int
    column: int


class Store(Value, frozen=True):
    """`obj.name = source`. `number` of the `assign` piece when it is that assignment's only target, else -1."""

    obj: int
    name: str
    source: int
    scope: int
    number: int
    line: int
    column: int
    truth: bool | None = None
    """`True` or `False` when that is what is written."""


MATCHED = -2
"""As the start of a `GetItem.part`: not a slice, but what a class pattern has at position `stop`."""


class GetItem(Value, frozen=True):
    """`target = obj[key]`; key None: not constant. `part`: (start, stop) of a slice, -1 where not a constant."""

    obj: int
    key: str | int | None
    target: int
    scope: int
    line: int
    column: int
    part: tuple[int, int] | None = None


class SetItem(Value, frozen=True):
    obj: int
    key: str | int | None
    source: int
    scope: int
    line: int
    column: int


class Arg(Value, frozen=True):
    """One argument of a call. `stars`: 0, 1 for `*x`, 2 for `**x`. `is_constant` tells None from unknown."""

    node: int
    keyword: str
    stars: int
    is_constant: bool
    constant: str | int | float | bool | None
    dotted: tuple[str, ...]
    """The name as written, split at dots, when the argument is a plain dotted name."""
    genexp: int
    """Number of the generator expression that this argument is, else -1."""
    strings: tuple[str, ...] = ()
    """Of a list or tuple display, the strings in it, or the first ones of the tuples in it: `[("name", str)]`."""
    length: int = -1
    """Of a list or tuple display without stars, how many elements it has."""
    text: str | None = None
    """The text that it always is, when it is no literal but a constant's name or made of such; see `known_texts`."""
    keys: tuple[str, ...] = ()
    """The keys of a dict display in which all are different texts."""


class Await(Value, frozen=True):
    """`await x` of something that is no call: a variable, an attribute, a conditional expression."""

    source: int
    target: int
    scope: int


AWAITED, STATEMENT, DECORATOR, GUARDED, FINALLY = 1, 2, 4, 8, 16
"""Flags of a call: already awaited; its value is dropped; it is a decorator; it stands under
`if __name__ == "__main__"`; it stands in a `finally` clause."""


class Call(Value, frozen=True):
    """An explicit call; its index in `ModuleFacts.calls` is its piece's number."""

    func: int
    args: tuple[Arg, ...]
    target: int
    scope: int
    line: int
    column: int
    text: str
    flags: int
    receiver_call: int
    """Number of the call that this one's receiver is (`a().b()`), else -1."""


class Apply(Value, frozen=True):
    """A decorator applied: `target = decorator(func)`."""

    decorator: int
    func: int
    target: int
    scope: int
    line: int


class WithItem(Value, frozen=True):
    context: int
    target: int
    call: int
    """Number of the call that the item's expression is, else -1."""
    name: str
    """The plain name bound by `as`, else ""."""
    dotted: str
    """The item's expression when it is a plain dotted name, else ""."""


class With(Value, frozen=True):
    number: int
    scope: int
    line: int
    column: int
    is_async: bool
    items: tuple[WithItem, ...]
    guarded: bool
    end_line: int = 0


class Loop(Value, frozen=True):
    """A `for` statement (kind "for"), one clause of a comprehension ("comp"), or a `yield from`: "yieldfrom" as a
    statement, "yieldfrom_value" where its value is used."""

    kind: str
    number: int
    iterable: int
    target: int
    scope: int
    outer_scope: int
    """The scope in which the iterable is evaluated."""
    line: int
    column: int
    is_async: bool
    call: int
    leaves: bool = False
    """Of a `for` statement: a `break`, a `return` or a `raise` ends it before its time."""


class Operation(Value, frozen=True):
    """An operation that Python turns into a call of a special method on `obj`: `x in obj`, `len(obj)`, …

    Method "raise" is the statement of that name: a class is called, without arguments. `__iter__` stands for what
    takes all values at once: unpacking, `f(*xs)`, `[*xs]`, `ys[:] = xs`, `ys += xs`.
    """

    method: str
    obj: int
    scope: int
    line: int
    column: int


class Narrow(Value, frozen=True):
    """`target` holds what `source` holds and is, or is not, an instance of one of `classes` (nodes)."""

    source: int
    target: int
    classes: tuple[int, ...]
    is_instance: bool
    scope: int


class Version(Value, frozen=True):
    """`node` is what the name of `variable` holds from one of several assignments to the next."""

    variable: int
    node: int


class Alloc(Value, frozen=True):
    """A value comes into being: `kind` is "function", "class" (payload: scope), "list", "tuple", "dict",
    "set" (payload unused), "genexp" (payload: scope) or "const" (payload: type name)."""

    target: int
    kind: str
    payload: int | str
    scope: int


class ImportedName(Value, frozen=True):
    """One alias of an import statement. `name` is "" for `import module`, "*" for a star import."""

    name: str
    asname: str
    node: int


class Import(Value, frozen=True):
    number: int
    scope: int
    level: int
    module: str
    names: tuple[ImportedName, ...]
    is_from: bool
    line: int
    type_checking: bool
    in_try: bool = False
    """It may fail, and the program then goes on."""
    is_late: bool = False
    """Of a module: it stands in a block, or behind functions and classes, which may be used before it has run."""


class Reference(Value, frozen=True):
    """A dotted name whose first part is bound by an import: `pg.extras.Json` for `import psycopg2 as pg`.

    `kind`/`number` say which piece it is; `parts` is the whole chain as written; `binding` is the index in
    `ModuleFacts.bindings`. `role`: "except" in an except clause, "annotation",
    "returns:N" in the return annotation of definition N, "base", "decorator", "call" (callee), "".
    """

    kind: str
    number: int
    parts: tuple[str, ...]
    binding: int
    scope: int
    line: int
    column: int
    role: str
    first: int
    """Number of the `name` piece that it starts with."""
    quoted: int = -1
    """Number of the annotation in quotes in which it stands: the other numbers are those of that text."""


class Binding(Value, frozen=True):
    """A local name bound by an import: (`name`, import statement, index of its alias, what it stands for).

    For `import a.b` the name is `a` and `target` is `a`; for `import a.b as x`, `x` and `a.b`;
    for `from a import b`, `b` and `a.b` (with leading dots for relative imports).
    """

    name: str
    statement: int
    alias: int
    target: str
    scope: int


class LocalConnectionUse(Value, frozen=True):
    """`name = call()` as a statement: what a close at the end of the block needs to know."""

    assign: int
    call: int
    name: str
    scope: int
    line: int
    is_lone: bool
    """Nothing else binds the name, and nothing outside the rest of the block uses it."""


class ModuleValue(Value, frozen=True):
    """`name = …` at the top of a module, with a call in it, where nothing else binds the name."""

    name: str
    assign: int
    count: int
    """How many statements belong to it: those right behind it that only act on the name, `conn.autocommit = True`."""
    line: int
    end_line: int
    exits: tuple[int, ...] = ()
    """Which of them only register its end: `atexit.register(conn.close)`."""


class ModuleValueLoad(Value, frozen=True):
    """The name of a `ModuleValue` is read, in its module: the number of the `name` piece."""

    name: str
    number: int
    scope: int
    line: int
    column: int


class Fetch(Value, frozen=True):
    """A call that stands as a statement, and the first thing that the next statement does with the same object."""

    run: int
    """Number of the call."""
    kind: str
    """"call" (`cur.fetchall()`), "first" (`cur.fetchone()[0]`), "iter" (`for row in cur`), or "": nothing."""
    method: str
    number: int
    """Number of that call, or of the name that is iterated."""


class PairedCalls(Value, frozen=True):
    """`with conn.cursor() as cur:` where nothing happens to `cur` but what `fetches` says; see `facts.fetches`."""

    statement: int
    item: int
    call: int
    """Number of the call `conn.cursor()`."""
    receiver: str
    """`conn`, or `self.conn`."""
    read: tuple[tuple[str, int], ...]
    """The pieces (kind, number) that it is read by."""
    fetches: tuple[Fetch, ...]


class StopHandler(Value, frozen=True):
    """`except StopIteration`: the number of the `name` piece."""

    number: int
    scope: int
    calls: tuple[int, int]
    """The numbers of the calls in the guarded block: the first, and the one after the last."""


class CatchAll(Value, frozen=True):
    """`except:` or `except BaseException:` that raises nothing, or `except KeyboardInterrupt:`.

    The lines from `start` to `end` stand under it.
    """

    scope: int
    line: int
    start: int
    end: int
    text: str
    is_interrupt: bool = False
    """It is meant for Ctrl-C: `except KeyboardInterrupt:`."""


class StateChange(Value, frozen=True):
    """State that outlives the function is read, and written for what was read: `if self.conn is None: self.conn = …`.

    An await in the lines from `start` to `end` lets other tasks in between.
    """

    scope: int
    name: str
    """`total` (a global variable) or `self.count`."""
    obj: int
    """The node of what has the attribute; 0 for a variable."""
    is_global: bool
    """It starts with a name that the module binds."""
    read: int
    start: int
    end: int
    written: int
    call: int
    """Number of the call that writes it, `seen.add(key)`; else -1."""


class TypePart(Value, frozen=True):
    """One name in an annotation or in a type alias; see `facts.annotated`.

    It speaks of what `node` holds, or what attribute `attribute` of that has, `path` steps from there; in an alias, of
    what is annotated with `alias`. `function` is the scope of which it stands in the return annotation, else -1.
    """

    node: int
    attribute: str
    alias: str
    function: int
    path: tuple[int, ...]
    parts: tuple[str, ...]
    kind: str
    number: int
    subscript: int
    arguments: int
    quoted: int
    result: str
    scope: int
    line: int


class ModuleFacts(Value, frozen=True):
    nodes: int
    node_scopes: tuple[int, ...]
    scopes: tuple[Scope, ...]
    copies: tuple[Copy, ...]
    loads: tuple[Load, ...]
    stores: tuple[Store, ...]
    getitems: tuple[GetItem, ...]
    setitems: tuple[SetItem, ...]
    calls: tuple[Call, ...]
    applies: tuple[Apply, ...]
    withs: tuple[With, ...]
    loops: tuple[Loop, ...]
    operations: tuple[Operation, ...]
    narrows: tuple[Narrow, ...]
    versions: tuple[Version, ...]
    allocs: tuple[Alloc, ...]
    imports: tuple[Import, ...]
    bindings: tuple[Binding, ...]
    references: tuple[Reference, ...]
    assigned_calls: tuple[LocalConnectionUse, ...]
    instances: tuple[tuple[int, TypeExpr], ...]
    """(node, annotation) of annotated variables and attributes."""
    exports: tuple[str, ...] | None
    """`__all__` when it is a literal."""
    ignored: dict[int, tuple[str, ...]]
    """`# asyncify: ignore[code, …]` by line; no code means all."""
    defined_names: tuple[str, ...]
    lines: int
    values: tuple[ModuleValue, ...] = ()
    value_loads: tuple[ModuleValueLoad, ...] = ()
    paired_calls: tuple[PairedCalls, ...] = ()
    mentions_stop: bool = False
    """`StopIteration` is named otherwise than in `raise` and `except`: `suppress(StopIteration)`."""
    stop_handlers: tuple[StopHandler, ...] = ()
    awaits: tuple[Await, ...] = ()
    catch_alls: tuple[CatchAll, ...] = ()
    state_changes: tuple[StateChange, ...] = ()
    type_parts: tuple[TypePart, ...] = ()


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ModuleFacts)


def encode_facts(facts: ModuleFacts) -> bytes:
    """The facts as MessagePack, for the cache and for other processes."""
    return _ENCODER.encode(facts)


def decode_facts(blob: bytes) -> ModuleFacts:
    """The facts back from `encode_facts`; raises `msgspec.DecodeError` when the blob is not of this version."""
    return _DECODER.decode(blob)
