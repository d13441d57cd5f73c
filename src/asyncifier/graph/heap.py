"""Abstract objects: what a node can hold. Each is a tuple, interned to a small integer by the solver.

The heap is class-based: all instances of a project class are one object. Instances of *modelled* library
types (a psycopg2 connection) keep the call that made them, their `root`, so that each connection can be
followed, converted or refused as a whole. Values of libraries without a model are symbolic access paths
(`argparse.ArgumentParser().parse_args()`).
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias


class Root(NamedTuple):
    """Where a library object was made: call `number` of module `module`; number -1: only declared, by `name`."""

    module: int
    number: int
    name: str


class Func(NamedTuple):
    module: int
    scope: int
    context: int


class Class(NamedTuple):
    module: int
    scope: int
    context: int
    tag: str = "class"


class Inst(NamedTuple):
    cls: int
    tag: str = "inst"


NO_RECEIVER = -1
"""The receiver of a bound method is already in the method's first parameter."""


class Bound(NamedTuple):
    """A function (or contextmanager function, partial, …) with its first argument."""

    callee: int
    receiver: int
    tag: str = "bound"


class Module(NamedTuple):
    module: int
    tag: str = "module"


class External(NamedTuple):
    """A name of a library: `psycopg2.connect`."""

    path: str
    tag: str = "external"


class ExternalValue(NamedTuple):
    """A value that a library without a model made: `argparse.ArgumentParser().parse_args()`."""

    path: str
    tag: str = "value"


_MADE_BY_CALL = re.compile(r"\((\d+):(\d+)\)")


def double_path(path: str, module: int, number: int) -> str:
    """The symbolic value that a mock is which call `number` of a module makes: `unittest.mock.MagicMock(0:3)`."""
    return f"{path}({module}:{number})"


def double_of(obj: object) -> tuple[int, int, str] | None:
    """(module, call, steps) of a mock, or of what it gives: `MagicMock(0:3).find()` -> (0, 3, ".find()")."""
    if not isinstance(obj, ExternalValue):
        return None
    found = _MADE_BY_CALL.search(obj.path)
    return (int(found[1]), int(found[2]), obj.path[found.end() :]) if found is not None else None


class Made(NamedTuple):
    """Where a lock or a local of `threading` was made, and what: call `number` of a module, `threading.Lock`.

    The number is -1 where something else calls that: `field(default_factory=threading.Lock)`.
    """

    module: int
    number: int
    path: str


def value_made_at(path: str, module: int, number: int) -> ExternalValue:
    """The symbolic value that this call of `path` makes: as any other, but told from those of other calls."""
    return ExternalValue(f"{path}()", f"made at {module}:{number}")


def made_at(obj: object) -> Made | None:
    """Where a value of `value_made_at` was made; None for any other object."""
    if not isinstance(obj, ExternalValue) or not obj.tag.startswith("made at "):
        return None
    module, _, number = obj.tag.removeprefix("made at ").partition(":")
    return Made(int(module), int(number), obj.path.removesuffix("()"))


UNKNOWN = ExternalValue("…")
"""Any such value, where there are too many to tell them apart."""


class Lib(NamedTuple):
    """An instance of a modelled library type, by the type's dotted source name."""

    type: str
    root: Root
    tag: str = "lib"


class LibMethod(NamedTuple):
    receiver: int
    name: str
    tag: str = "libmethod"


class Container(NamedTuple):
    module: int
    node: int
    context: int
    kind: str
    tag: str = "container"

    @property
    def is_only_annotated(self) -> bool:
        """An annotation speaks of it, and nobody saw it made: of what kind it is nobody knows."""
        return -10_000_000 < self.node < 0


class ContainerMethod(NamedTuple):
    container: int
    name: str
    tag: str = "containermethod"


class Generator(NamedTuple):
    """What calling a generator function gives."""

    func: int
    tag: str = "generator"


class ContextFunction(NamedTuple):
    """A function under `@contextmanager`."""

    func: int
    tag: str = "contextfunction"


class ContextObject(NamedTuple):
    """What calling a `@contextmanager` function gives."""

    func: int
    tag: str = "contextobject"


class Closing(NamedTuple):
    """`contextlib.closing(x)` or `nullcontext(x)`, called as call `number`: entering gives what `node` holds."""

    node: int
    closes: bool
    module: int
    number: int
    tag: str = "closing"


class Property(NamedTuple):
    func: int
    tag: str = "property"


class Static(NamedTuple):
    func: int
    tag: str = "static"


class ClassMethod(NamedTuple):
    func: int
    tag: str = "classmethod"


class Partial(NamedTuple):
    callee: int
    module: int
    number: int
    context: int
    tag: str = "partial"


class Super(NamedTuple):
    cls: int
    receiver: int
    tag: str = "super"


class Identity(NamedTuple):
    """A decorator that returns what it gets: `functools.wraps(f)`; `result`, when not 0, is returned instead."""

    path: str
    result: int = 0
    tag: str = "identity"


class Getter(NamedTuple):
    """`operator.itemgetter`, `attrgetter` or `methodcaller` with its keys, made by call `number` of `module`."""

    how: str
    """"item", "attr" or "call"."""
    keys: tuple[str | int, ...]
    module: int
    number: int
    context: int
    tag: str = "getter"


class Record(NamedTuple):
    """What `collections.namedtuple("Pair", "name conn")` gives: a class with these fields."""

    fields: tuple[str, ...]
    module: int
    number: int
    tag: str = "record"


class Register(NamedTuple):
    """`f.register` of a singledispatch function `f`."""

    base: int
    tag: str = "register"


class Constant(NamedTuple):
    type: str
    tag: str = "constant"


Object: TypeAlias = (
    Func
    | Class
    | Inst
    | Bound
    | Module
    | External
    | ExternalValue
    | Lib
    | LibMethod
    | Container
    | ContainerMethod
    | Generator
    | ContextFunction
    | ContextObject
    | Closing
    | Property
    | Static
    | ClassMethod
    | Partial
    | Super
    | Identity
    | Getter
    | Record
    | Register
    | Constant
)
