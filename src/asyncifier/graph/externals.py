"""How values flow through the callables of Python itself: `super()`, `partial`, `contextmanager`, `list`, …

Only flow is said here (what comes out, given what went in). What blocks and what accepts a coroutine function
is said by library models. Everything not listed gives a symbolic value.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from asyncifier.facts.values import NOTHING
from asyncifier.graph.heap import (
    Bound,
    Class,
    ClassMethod,
    Closing,
    Constant,
    Container,
    ContextFunction,
    External,
    ExternalValue,
    Func,
    Getter,
    Identity,
    Inst,
    Object,
    Partial,
    Property,
    Record,
    Static,
    Super,
)

if TYPE_CHECKING:
    from asyncifier.graph.solve import Argument, Site, Solver
    from asyncifier.library import Member

Handler = Callable[["Solver", list["Argument"], int, "Site", int], None]

NAMESPACE_METHODS = frozenset({"get", "pop", "setdefault"})
"""Methods of a bag of attributes such as `flask.g`, which take the name as a string."""

ATTR_FIELDS = frozenset(External(path) for path in ("attr.ib", "attr.attrib", "attr.field", "attrs.field"))
"""What makes a field of an attrs class without an annotation."""

EXIT_STACK = "contextlib.ExitStack"
TOLD_APART = frozenset(
    f"threading.{name}" for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "local")
)
"""What each call makes is told from what others make."""
THREAD = "threading.Thread"

ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})
"""Bases that make the values in a class body instances of the class."""

TYPED_DICTS = frozenset({"typing.TypedDict", "typing_extensions.TypedDict"})
"""Bases that make a class a description of a dict."""

CALLABLES = frozenset({"typing.Callable", "collections.abc.Callable"})
"""As an annotation, they say nothing of which function it is."""

_IDENTITY_DECORATORS = frozenset(
    {
        "abc.abstractmethod", "functools.cache", "functools.lru_cache", "functools.singledispatch",
        "functools.singledispatchmethod",
        "functools.total_ordering", "typing.final", "typing.no_type_check", "typing.overload", "typing.override",
        "typing.runtime_checkable", "typing_extensions.override", "dataclasses.dataclass", "atexit.register",
        "copy.copy", "copy.deepcopy", "weakref.proxy", "enum.unique",
    }
)  # fmt: skip
_DECORATOR_FACTORIES = frozenset({"functools.wraps", "functools.update_wrapper", "dataclasses.dataclass"})
_FIRST_ARGUMENT_ELEMENTS = {
    "builtins.list": "list", "builtins.tuple": "tuple", "builtins.set": "set", "builtins.frozenset": "set",
    "builtins.sorted": "list", "builtins.reversed": "list", "collections.deque": "list", "itertools.cycle": "list",
    "itertools.islice": "list", "collections.UserList": "list", "weakref.WeakSet": "set",
}  # fmt: skip
CONTAINER_BASES = {
    "builtins.list": "list", "builtins.tuple": "tuple", "builtins.set": "set", "builtins.dict": "dict",
    "collections.deque": "list", "collections.OrderedDict": "dict", "collections.defaultdict": "dict",
    "collections.UserList": "list", "collections.UserDict": "dict", "queue.Queue": "list", "queue.LifoQueue": "list",
    "queue.PriorityQueue": "list", "queue.SimpleQueue": "list",
}  # fmt: skip
"""Bases that make the instances of a class containers."""
_ONE_ELEMENT = frozenset({"builtins.next", "builtins.min", "builtins.max", "random.choice"})


@cache
def _standard_object(path: str) -> object | None:
    """What a dotted name of the standard library stands for; None for any other."""
    module_name, _, name = path.rpartition(".")
    if module_name.partition(".")[0] not in sys.stdlib_module_names:
        return None
    try:
        found: object = getattr(importlib.import_module(module_name), name)
    except (ImportError, AttributeError):
        return None
    return found


@cache
def standard_class_has(base: str, name: str) -> bool | None:
    """Whether the class `base` has the member; None when it is not a class of the standard library."""
    cls = _standard_object(base)
    if cls is None:
        return None
    if not isinstance(cls, type):
        return hasattr(cls, name)
    return any(
        name in vars(item) for item in cls.__mro__
    )  # not `hasattr`, which sees the metaclass' `__call__`


def ask_namespace(solver: Solver, path: str, method: str, args: list[Argument], target: int) -> None:
    """`g.pop("db", None)`, `g.setdefault("db", connect())`."""
    if not args or not isinstance(args[0].constant, str):
        solver.add(target, solver.value(path, f".{method}()"))
        return
    name = args[0].constant
    solver.read_path(path, name, target)
    for default in args[1:2]:
        solver.edge(default.node, target)
        if method == "setdefault":
            solver.edge(default.node, solver.path_field(path, name))


def is_standard_class(path: str) -> bool:
    """A class of the standard library."""
    return isinstance(_standard_object(path), type)


def is_made_like_object(base: str) -> bool:
    """A class of the standard library whose `__new__` is that of `object`: it takes nothing and keeps nothing."""
    return _is_from_object(base, "__new__")


@cache
def _is_from_object(base: str, name: str) -> bool:
    """`abc.ABC.__new__` is `object.__new__`, which keeps nothing that it gets."""
    if not standard_class_has(base, name):
        return False
    cls = _standard_object(base)
    return (
        isinstance(cls, type) and hasattr(object, name) and getattr(cls, name, None) == getattr(object, name)
    )


def inherited_member(base: str, name: str) -> External | ExternalValue | None:
    """What an attribute looked up on a class outside the project gives.

    Of a class that can't be looked into, the attribute may exist: a symbolic value, never taken for a fact.
    """
    if base in ("builtins.object", "typing.NamedTuple") or _is_from_object(base, name):
        return None
    known = standard_class_has(base, name)
    if known is None:
        return ExternalValue(f"{base}.{name}"[:120])
    return External(f"{base}.{name}") if known else None


_OF_DATA = frozenset(
    {
        "array", "ast", "base64", "binascii", "bisect", "calendar", "cmath", "codecs", "colorsys",
        "configparser", "csv", "datetime", "decimal", "difflib", "email", "fnmatch", "fractions", "getpass",
        "gettext", "glob", "gzip", "hashlib", "hmac", "html", "http", "io", "ipaddress", "json", "keyword",
        "locale", "logging", "math", "mimetypes", "numbers", "os", "pathlib", "platform", "posixpath", "pprint",
        "re", "secrets", "select", "shlex", "shutil", "socket", "ssl", "stat", "statistics", "string", "struct",
        "subprocess", "tarfile", "tempfile", "textwrap", "time", "timeit", "token", "tokenize", "traceback",
        "unicodedata", "urllib", "uuid", "warnings", "xml", "zipfile", "zlib", "zoneinfo",
    }
)  # fmt: skip
"""Modules of the standard library whose values are made of text, numbers and files, never of what they are given."""

_BUILT_OF_DATA = frozenset(
    f"builtins.{name}"
    for name in (
        "abs", "ascii", "bin", "bool", "bytearray", "bytes", "chr", "complex", "dir", "divmod", "float",
        "format", "hash", "hex", "id", "input", "int", "isinstance", "issubclass", "len", "memoryview", "oct",
        "open", "ord", "pow", "print", "range", "repr", "round", "slice", "str",
    )
)  # fmt: skip


def says_nothing(obj: Object) -> bool:
    """A value that the standard library handed through, such as `itemgetter("x")(d)`: it may be anything."""
    if not isinstance(obj, ExternalValue):
        return False
    owner, _, method = obj.path.rpartition(".")
    if owner.endswith("()") and standard_class_has(owner[:-2], method):
        return False
    root = obj.path.partition(".")[0]
    if root in _OF_DATA or obj.path.startswith(tuple(f"{name}()" for name in _BUILT_OF_DATA)):
        return False
    return root in sys.stdlib_module_names


def call(solver: Solver, path: str, args: list[Argument], target: int, site: Site, context: int) -> bool:
    """Flows of calling the external `path`; False when nothing special is known of it."""
    if path in _IDENTITY_DECORATORS:
        is_size = path == "functools.lru_cache" and bool(args) and _is_number(solver, args[0].node)
        if args and not args[0].keyword and not is_size:
            solver.edge(args[0].node, target)
        else:
            solver.add(target, solver.intern(Identity(path)))
        return True
    if path in _DECORATOR_FACTORIES:
        solver.add(target, solver.intern(Identity(path)))
        return True
    if path in _FIRST_ARGUMENT_ELEMENTS:
        _collect(solver, args[:1], target, site, _FIRST_ARGUMENT_ELEMENTS[path])
        return True
    if path in _ONE_ELEMENT:
        for arg in args:
            solver.watch(arg.node, "iterate", (target, site))
        return True
    handler = _HANDLERS.get(path)
    if handler is None:
        _read_attribute(solver, path, args, target)
        return False
    handler(solver, args, target, site, context)
    return True


def _is_number(solver: Solver, node: int) -> bool:
    """`lru_cache(None)`, `lru_cache(128)`: no function."""
    return node == NOTHING or any(isinstance(solver.objects[obj], Constant) for obj in solver.points_to[node])


def _read_attribute(solver: Solver, path: str, args: list[Argument], target: int) -> None:
    """`g.pop("db")` and `g.get("db")` give what was stored as `g.db`."""
    owner, _, method = path.rpartition(".")
    if method in ("pop", "get", "setdefault") and args and isinstance(args[0].constant, str):
        solver.read_path(owner, args[0].constant, target)


PARSES_ARGS = (".parse_args", ".parse_intermixed_args")
"""Methods of parsers that give a namespace: what the project has put there, by `set_defaults`, is all that counts."""


def call_value(solver: Solver, path: str, args: list[Argument], target: int) -> None:
    """Flows of calling a symbolic value: the few methods of the standard library that carry callables."""
    _read_attribute(solver, path, args, target)
    if path.endswith(".set_defaults"):
        for arg in args:
            if arg.keyword:
                solver.edge(arg.node, solver.path_field("argparse.Namespace", arg.keyword))
    elif path.endswith((*PARSES_ARGS, ".parse_known_args")):
        solver.add(target, solver.intern(ExternalValue("argparse.Namespace")))
    elif path.endswith(".enter_context"):
        for arg in args[:1]:
            solver.watch(arg.node, "enter", (target, _enter_site(solver, path)))


def call_exit_stack(
    solver: Solver, method: str, args: list[Argument], target: int, site: Site, context: int
) -> None:
    """`stack.enter_context(x)` enters x; what that finds is told at the site "stack" of the call's number."""
    from asyncifier.graph.solve import Site

    if not args:
        return
    if method == "enter_context":
        solver.watch(args[0].node, "enter", (target, Site(site.module, "stack", site.number)))
    elif method == "callback":
        solver.watch(args[0].node, "call_quietly", (site, context, args[1:], NOTHING))
    if method in ("callback", "push"):
        solver.edge(args[0].node, target)


def _enter_site(solver: Solver, path: str) -> Site:
    from asyncifier.graph.solve import Site

    return Site(-1, "enter_context", -1)


def _no_site() -> Site:
    from asyncifier.graph.solve import Site

    return Site(-1, "", -1)


def _collect(solver: Solver, args: list[Argument], target: int, site: Site, kind: str) -> None:
    container = solver.intern(Container(site.module, -10_000_000 - site.number, 0, kind))
    solver.add(target, container)
    for arg in args:
        solver.watch(arg.node, "iterate", (solver.element(container, None), site))


def _super(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    facts = solver.modules[site.module].facts
    scope_index = facts.calls[site.number].scope
    method = class_index = -1
    while scope_index >= 0:
        parent = facts.scopes[scope_index].parent
        if (
            facts.scopes[scope_index].kind == "function"
            and parent >= 0
            and facts.scopes[parent].kind == "class"
        ):
            method, class_index = scope_index, parent
            break
        scope_index = parent
    if method < 0 or not facts.scopes[method].params:
        return
    cls = solver.intern(Class(site.module, class_index, 0))
    receiver = solver.node(site.module, facts.scopes[method].params[0].node, context)
    solver.watch(receiver, "super_of", (cls, target))


def on_super_of(solver: Solver, data: Any, obj_id: int) -> None:
    """`super()` in a method whose receiver is `obj_id`."""
    cls, target = data
    if isinstance(solver.objects[obj_id], Inst | Class):
        solver.add(target, solver.intern(Super(cls, obj_id)))


def _wrap(make: Callable[[int], Any]) -> Handler:
    def handler(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
        for arg in args[:1]:
            solver.watch(arg.node, "wrap", (make, target))

    return handler


def on_wrap(solver: Solver, data: Any, obj_id: int) -> None:
    """A decorator such as `property` on `obj_id`."""
    make, target = data
    obj = solver.objects[obj_id]
    if make is ContextFunction and not isinstance(obj, Func):
        return
    solver.add(target, obj_id if _is_wrapped(solver, obj) else solver.intern(make(obj_id)))


def _is_wrapped(solver: Solver, obj: object) -> bool:
    """Twice is enough: `method = staticmethod(method)` in a loop of assignments would nest without end."""
    depth = 0
    while isinstance(obj, Static | ClassMethod | Property | Identity):
        depth += 1
        obj = solver.objects[obj.result if isinstance(obj, Identity) else obj.func]
    return depth > 1


def _partial(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if args and site.kind == "call":
        solver.watch(args[0].node, "partial", (site, context, target))


def on_partial(solver: Solver, data: Any, obj_id: int) -> None:
    """`functools.partial(obj_id, …)`."""
    site, context, target = data
    obj = solver.objects[obj_id]
    if isinstance(obj, Partial) and _is_deep(solver, obj, site):
        solver.add(target, obj_id)  # `step = partial(step, name)` in a loop would nest without end
    elif isinstance(obj, Func | Bound | Class | Partial | ContextFunction | Getter):
        solver.add(target, solver.intern(Partial(obj_id, site.module, site.number, context)))


def _is_deep(solver: Solver, obj: Partial, site: Site) -> bool:
    """A partial of the same call already, or three of them in each other."""
    current: object = obj
    for _ in range(3):
        if not isinstance(current, Partial):
            return False
        if (current.module, current.number) == (site.module, site.number):
            return True
        current = solver.objects[current.callee]
    return isinstance(current, Partial)


def _closing(closes: bool) -> Handler:
    def handler(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
        if args or not closes:  # `nullcontext()` gives nothing
            number = site.number if site.kind == "call" else -1
            node = args[0].node if args else NOTHING
            solver.add(target, solver.intern(Closing(node, closes, site.module, number)))

    return handler


def _getattr(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    from asyncifier.graph.solve import Site as SiteType

    if len(args) > 1 and isinstance(args[1].constant, str):
        solver.watch(
            args[0].node, "load", (args[1].constant, target, SiteType(site.module, "getattr", site.number))
        )
    if len(args) > 2:
        solver.edge(args[2].node, target)


def _setattr(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if len(args) > 2 and isinstance(args[1].constant, str):
        solver.watch(args[0].node, "store", (args[1].constant, args[2].node, (site.module, -1 - site.number)))


def _map(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    from asyncifier.graph.solve import Argument as ArgumentType

    container = solver.intern(Container(site.module, -10_000_000 - site.number, 0, "list"))
    solver.add(target, container)
    elements = []
    for arg in args[1:]:
        element = solver.new_node()
        solver.watch(arg.node, "iterate", (element, site))
        elements.append(ArgumentType(element))
    if args:
        solver.watch(args[0].node, "call_quietly", (site, context, elements, solver.element(container, None)))


def _filter(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    _collect(solver, args[1:2], target, site, "list")


def _key(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    _collect(solver, args[:1], target, site, "list")


def _zip(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    container = solver.intern(Container(site.module, -10_000_000 - site.number, 0, "list"))
    pair = solver.intern(Container(site.module, -20_000_000 - site.number, 0, "tuple"))
    solver.add(target, container)
    solver.add(solver.element(container, None), pair)
    for index, arg in enumerate(args):
        solver.watch(arg.node, "iterate", (solver.element(pair, index), site))


def _enumerate(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    from asyncifier.graph.solve import Argument as ArgumentType

    _zip(solver, [ArgumentType(NOTHING), *args[:1]], target, site, context)


def _empty(kind: str) -> Handler:
    def handler(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
        _collect(solver, [], target, site, kind)

    return handler


def _defaultdict(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    _dict(solver, args[1:], target, site, context)
    container = solver.intern(Container(site.module, -10_000_000 - site.number, 0, "dict"))
    for factory in args[:1]:
        solver.watch(factory.node, "call_quietly", (site, context, [], solver.element(container, None)))


def _chain(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    _collect(solver, args, target, site, "list")


def _combinations(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    """Tuples of the elements of the first argument."""
    container = solver.intern(Container(site.module, -10_000_000 - site.number, 0, "list"))
    pair = solver.intern(Container(site.module, -20_000_000 - site.number, 0, "tuple"))
    solver.add(target, container)
    solver.add(solver.element(container, None), pair)
    for arg in args[:1]:
        solver.watch(arg.node, "iterate", (solver.element(pair, None), site))


def _reduce(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    from asyncifier.graph.solve import Argument as ArgumentType

    if len(args) < 2:
        return
    element = solver.new_node()
    solver.watch(args[1].node, "iterate", (element, site))
    solver.edge(element, target)
    for start in args[2:]:
        solver.edge(start.node, target)
    passed = [ArgumentType(target), ArgumentType(element)]
    solver.watch(args[0].node, "call_quietly", (site, context, passed, target))


def _gives(obj: int) -> Identity:
    """`weakref.ref(x)`: a call gives x."""
    return Identity("weakref.ref", obj)


def _new_type(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    solver.add(target, solver.intern(Identity("typing.NewType")))


def _context_variable(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    container = solver.intern(Container(site.module, -10_000_000 - site.number, 0, "contextvar"))
    solver.add(target, container)
    for arg in args:
        if arg.keyword == "default":
            solver.edge(arg.node, solver.element(container, None))


def _namespace(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    """`SimpleNamespace(conn=conn)`: one bag of attributes for the whole program."""
    made = solver.value("types.SimpleNamespace", "()")
    solver.add(target, made)
    for arg in args:
        if arg.keyword:
            solver.edge(arg.node, solver.path_field("types.SimpleNamespace()", arg.keyword))


def _record(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    """`namedtuple("Pair", "name conn")`, `NamedTuple("Pair", [("name", str), …])`."""
    given = solver.modules[site.module].facts.calls[site.number].args if site.kind == "call" else ()
    fields: tuple[str, ...] = ()
    for position, arg in enumerate(given):
        if position == 1 or arg.keyword in ("field_names", "fields"):
            text = arg.constant if isinstance(arg.constant, str) else ""
            fields = arg.strings or tuple(text.replace(",", " ").split())
    if fields:
        solver.add(target, solver.intern(Record(fields, site.module, site.number)))
    else:
        solver.add(target, solver.value("collections.namedtuple", "()"))


def _replace(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if args:
        solver.edge(args[0].node, target)
        solver.watch(args[0].node, "replace", tuple(arg for arg in args[1:] if arg.keyword))


def on_replace(solver: Solver, data: Any, obj_id: int) -> None:
    """`dataclasses.replace(x, conn=conn)`: another instance, whose fields hold what is given."""
    if isinstance(solver.objects[obj_id], Inst):
        for arg in data:
            solver.edge(arg.node, solver.field(obj_id, arg.keyword))


def _dict(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    container = solver.intern(Container(site.module, -10_000_000 - site.number, 0, "dict"))
    solver.add(target, container)
    for arg in args:
        if arg.keyword:
            solver.edge(arg.node, solver.element(container, arg.keyword))
        else:
            solver.watch(arg.node, "iterate_into", (container, "dict"))


def _cast(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if len(args) > 1:
        solver.edge(args[1].node, target)
        if not solver.points_to[target]:
            solver.watch(args[0].node, "instance_of", target)


def _type_var(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    """An annotation with a type variable means its bound, or one of its constraints."""
    for arg in args[1:]:
        if arg.keyword not in ("", "bound"):
            continue
        if isinstance(arg.constant, str):
            _named(solver, site.module, arg.constant.partition("[")[0], target)  # "Connection[Any]"
        else:
            solver.edge(arg.node, target)


def _named(solver: Solver, module: int, dotted: str, target: int) -> None:
    """What a dotted name at the top of the module stands for."""
    first, *names = dotted.strip().split(".")
    local = solver.modules[module].facts.scopes[0].names.get(first)
    if local is None:
        return
    node = solver.offsets[module] + local
    for name in names:
        found = solver.new_node()
        solver.watch(node, "load", (name, found, _no_site()))
        node = found
    solver.edge(node, target)


def _type(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if len(args) == 1:
        solver.watch(args[0].node, "class_of", target)


def on_class_of(solver: Solver, target: int, obj_id: int) -> None:
    """`type(obj)` and `obj.__class__`."""
    obj = solver.objects[obj_id]
    if isinstance(obj, Inst):
        solver.add(target, obj.cls)


def _getter(how: str) -> Handler:
    def handler(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
        given = args[:1] if how == "call" else args
        keys = tuple(arg.constant for arg in given if isinstance(arg.constant, str | int))
        if given and len(keys) == len(given):
            solver.add(target, solver.intern(Getter(how, keys, site.module, site.number, context)))
        else:
            solver.add(target, solver.value(f"operator.{how}getter", "()"))

    return handler


def get(solver: Solver, getter: Getter, args: list[Argument], target: int, site: Site, context: int) -> None:
    """`operator.itemgetter("a", "b")(x)` is `(x["a"], x["b"])`; `methodcaller("find", 1)(x)` is `x.find(1)`."""
    for position, key in enumerate(getter.keys if args else ()):
        result = target
        if len(getter.keys) > 1:
            pair = solver.intern(Container(-2, target, 0, "tuple"))
            solver.add(target, pair)
            result = solver.element(pair, position)
        if getter.how == "item":
            solver.watch(args[0].node, "getitem", (key, result, _no_site()))
            continue
        names = str(key).split(".")
        nodes = [args[0].node, *(solver.new_node() for _ in names[1:]), result]
        if getter.how == "call":
            nodes[-1] = solver.new_node()
        for obj, name, found in zip(nodes[:-1], names, nodes[1:], strict=True):
            solver.watch(obj, "load", (name, found, _no_site()))
        if getter.how == "call":
            given = solver.modules[getter.module].facts.calls[getter.number].args[1:]
            passed = [solver.argument(getter.module, getter.context, arg) for arg in given]
            kind = "call_quietly" if site == _no_site() else "call"
            solver.watch(nodes[-1], kind, (site, context, passed, target))


def _iter(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if args:
        solver.edge(args[0].node, target)


def _import_module(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if not (args and isinstance(args[0].constant, str)):
        return
    name = args[0].constant.lstrip(".")
    ups = len(args[0].constant) - len(name)
    if ups and len(args) > 1 and isinstance(args[1].constant, str):
        package = args[1].constant.split(".")
        name = ".".join([*package[: len(package) - ups + 1], name])
    solver.add(target, solver.module_object(name))


def _run_coroutine(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    if args:
        solver.edge(args[0].node, target)


def _offload(first: int) -> Handler:
    def handler(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
        if len(args) > first:
            solver.watch(args[first].node, "call_quietly", (site, context, args[first + 1 :], target))

    return handler


def call_handed_over(solver: Solver, member: Member, args: list[Argument], site: Site, context: int) -> None:
    """`Thread(target=f, args=(a, b))`, `executor.submit(f, a, b)`, `executor.map(f, xs)`: `f` is called with these."""
    from asyncifier.graph.solve import Argument as ArgumentType

    names = member.args.positional
    named = {arg.keyword or names[place] if arg.keyword or place < len(names) else "": place
             for place, arg in enumerate(args) if not arg.stars}  # fmt: skip
    at = named.get(member.callbacks[0])
    if at is None:
        return
    passed: list[Argument] = []
    if member.gets == "packed":
        passed = [
            ArgumentType(args[place].node, stars=2 if name.endswith("kwargs") else 1)
            for name, place in named.items()
            if name.endswith("args")
        ]
    else:
        passed = [
            arg
            for place, arg in enumerate(args)
            if (place > at and arg.stars)
            or (arg.keyword not in names and member.gets == "rest" if arg.keyword else place >= len(names))
        ]
    if member.gets == "each":
        elements = [solver.new_node() for _ in passed]
        for arg, element in zip(passed, elements, strict=True):
            solver.watch(arg.node, "iterate", (element, site))
        passed = [ArgumentType(element) for element in elements]
    solver.watch(args[at].node, "call_quietly", (site, context, passed, NOTHING))


def _depends(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    """`conn=Depends(connection)`: the parameter gets what calling `connection` gives, or yields."""
    for arg in args:
        if arg.keyword in ("", "dependency") and not arg.stars:
            given = solver.new_node()
            solver.watch(arg.node, "call_quietly", (site, context, [], given))
            solver.watch(given, "provide", target)
            return


def _called_later(solver: Solver, args: list[Argument], target: int, site: Site, context: int) -> None:
    """`self.addCleanup(function, *args)`."""
    if args:
        solver.watch(args[0].node, "call_quietly", (site, context, args[1:], NOTHING))


_HANDLERS: dict[str, Handler] = {
    "builtins.super": _super,
    "builtins.property": _wrap(Property),
    "functools.cached_property": _wrap(Property),
    "builtins.staticmethod": _wrap(Static),
    "builtins.classmethod": _wrap(ClassMethod),
    "contextlib.contextmanager": _wrap(ContextFunction),
    "contextlib.asynccontextmanager": _wrap(ContextFunction),
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "fastapi.Depends": _depends,
    "fastapi.Security": _depends,
    "contextlib.closing": _closing(True),
    "contextlib.nullcontext": _closing(False),
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.dict": _dict,
    "builtins.iter": _iter,
    "typing.cast": _cast,
    "importlib.import_module": _import_module,
    "builtins.type": _type,
    "typing.TypeVar": _type_var,
    "typing_extensions.TypeVar": _type_var,
    "operator.attrgetter": _getter("attr"),
    "operator.itemgetter": _getter("item"),
    "operator.methodcaller": _getter("call"),
    "collections.OrderedDict": _dict,
    "collections.ChainMap": _dict,
    "collections.UserDict": _dict,
    "types.MappingProxyType": _dict,
    "weakref.WeakValueDictionary": _dict,
    "collections.defaultdict": _defaultdict,
    "collections.namedtuple": _record,
    "typing.NamedTuple": _record,
    "dataclasses.make_dataclass": _record,
    "dataclasses.replace": _replace,
    "copy.replace": _replace,
    "attr.evolve": _replace,
    "attrs.evolve": _replace,
    "contextvars.ContextVar": _context_variable,
    "types.SimpleNamespace": _namespace,
    "itertools.chain": _chain,
    "itertools.product": _zip,
    "itertools.pairwise": _combinations,
    "itertools.combinations": _combinations,
    "itertools.permutations": _combinations,
    "functools.reduce": _reduce,
    "weakref.ref": _wrap(_gives),
    "weakref.WeakMethod": _wrap(_gives),
    "typing.NewType": _new_type,
    "itertools.zip_longest": _zip,
    "queue.Queue": _empty("list"),
    "queue.LifoQueue": _empty("list"),
    "queue.PriorityQueue": _empty("list"),
    "queue.SimpleQueue": _empty("list"),
    "asyncio.run": _run_coroutine,
    "asyncio.create_task": _run_coroutine,
    "asyncio.to_thread": _offload(0),
    "unittest.TestCase.addCleanup": _called_later,
    "unittest.case.TestCase.addCleanup": _called_later,
    "unittest.IsolatedAsyncioTestCase.addCleanup": _called_later,
}
