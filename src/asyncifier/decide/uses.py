"""Every place in the program where colour matters, in one form.

A `Use` is a call, a `with` item, a loop, an attribute read, an operator or a value handed to code outside the
project, together with what the graph found there: project functions whose result would have to be awaited,
generators that would have to be iterated asynchronously, and library calls.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import msgspec

from asyncifier.decide.implicit import Implicit
from asyncifier.decide.shared import Readers, Shared, shared_values
from asyncifier.facts.values import AWAITED, Arg, Call, Load, Store
from asyncifier.graph import CallGraph, FunctionId, Site
from asyncifier.graph.externals import EXIT_STACK, standard_class_has
from asyncifier.graph.heap import (
    Bound,
    Class,
    Closing,
    Constant,
    Container,
    ContainerMethod,
    ContextFunction,
    ContextObject,
    External,
    ExternalValue,
    Func,
    Generator,
    Getter,
    Inst,
    Lib,
    LibMethod,
    Module,
    Object,
    Partial,
    Property,
    Root,
    double_of,
)
from asyncifier.graph.solve import declared_root
from asyncifier.hooks import (
    NOT_CONSTANT,
    ArgView,
    CallOutcome,
    CallView,
    Receiver,
    evaluate_call,
    evaluate_write,
)
from asyncifier.library import Libraries, Library, LibraryType, Member

_T = TypeVar("_T")

CONSUMERS = frozenset(
    {
        "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted", "builtins.dict",
        "builtins.sum", "builtins.any", "builtins.all", "builtins.min", "builtins.max", "builtins.enumerate",
        "builtins.str.join", "collections.deque", "collections.Counter", "collections.OrderedDict",
    }
)  # fmt: skip
"""Callables that take a whole iterable as their first argument and work as well on a list."""

LAZY = frozenset({"builtins.enumerate"})
"""Those of `CONSUMERS` that take the next item only when they are asked for one."""
SHORT_CIRCUITS = frozenset({"builtins.any", "builtins.all"})
"""Those that stop before the end: what the generator would do after that must not happen."""

COMPREHENSIBLE = frozenset(
    {"builtins.map", "builtins.filter", "itertools.starmap", "itertools.filterfalse"}
)  # fmt: skip
"""Callables that give what their first argument says of each item of the others, and only when asked for it."""
PIPES = COMPREHENSIBLE | {"builtins.zip", "builtins.enumerate", "itertools.islice", "itertools.chain"}
"""Callables that give what they make of the items of iterables, and only when asked for it."""
KEYED = frozenset({"builtins.sorted", "builtins.min", "builtins.max"})
"""Those that call their `key` for each item."""
DRIVES = {"send": "asend", "throw": "athrow", "close": "aclose", "__next__": "__anext__"}
"""What the methods of a generator are called by on an asynchronous one."""

CLEANUPS = frozenset(
    {
        "unittest.TestCase.addCleanup",
        "unittest.case.TestCase.addCleanup",
        "unittest.IsolatedAsyncioTestCase.addCleanup",
    }
)

COMPUTED_GETATTR = "getattr with a computed name"
"""What an object is handed to there."""

_ITERATION = ("__iter__", "__next__")
_ITERABLES = frozenset(
    f"{module}.{name}"
    for module in ("collections.abc", "typing", "types")
    for name in ("Iterable", "Iterator", "Generator", "GeneratorType", "Reversible", "Collection", "Sequence")
)
_QUEUE_WAITS = frozenset({"get", "join"})
"""What waits of the methods of a `queue.Queue`, which is followed like a list; no list has them. Not `put`: most
queues are never full, and when all threads wait in `get`, a `put` that waited for a thread would never come."""
_TAKES_ALL = frozenset(
    {"extend", "extendleft", "update", "union", "intersection", "difference", "symmetric_difference",
     "intersection_update", "difference_update", "symmetric_difference_update", "issubset", "issuperset",
     "isdisjoint", "join", "fromkeys"}
)  # fmt: skip
"""Methods of lists, sets and the like that iterate what they are given."""

_COROUTINE_CHECKS = frozenset(
    {"asyncio.iscoroutinefunction", "inspect.iscoroutinefunction", "asyncio.coroutines.iscoroutinefunction",
     "inspect.isasyncgenfunction", "asgiref.sync.iscoroutinefunction"}
)  # fmt: skip
_GENERATOR_CHECKS = frozenset({"inspect.isgeneratorfunction", "inspect.isgenerator"})
"""What answers otherwise for a generator that turned async, and the same for any other function."""
_FLOW_ONLY = frozenset(
    {"builtins.super", "functools.partial", "contextlib.closing", "contextlib.nullcontext", "builtins.getattr",
     "builtins.setattr", "builtins.iter", "typing.cast", "builtins.staticmethod", "builtins.classmethod",
     "contextlib.contextmanager", "operator.methodcaller", "dataclasses.replace", "copy.replace", "attr.evolve",
     "attrs.evolve", "types.SimpleNamespace", "contextvars.ContextVar", "collections.ChainMap"}
)  # fmt: skip
"""What these are given is followed to where it is used."""
STACK_METHODS = {
    "enter_context": "enter_async_context",
    "callback": "push_async_callback",
    "close": "aclose",
    "pop_all": "pop_all",
}
"""What the methods of an ExitStack are on an AsyncExitStack, for what waits."""
_TAKES_CONTAINERS = (
    "builtins.", "collections.", "copy.", "functools.", "itertools.", "operator.", "random.", "types.", "typing.",
)  # fmt: skip
"""How the names of callables begin that take containers, and do nothing with what is in them that waits."""
_TAKES_STREAMS = frozenset(
    {"builtins.print", "contextlib.redirect_stdout", "contextlib.redirect_stderr", "logging.StreamHandler",
     "json.dump", "json.load", "pickle.dump", "pickle.load", "csv.writer", "csv.DictWriter", "csv.reader",
     "csv.DictReader", "shutil.copyfileobj", "pprint.pprint", "traceback.print_exc", "traceback.print_exception",
     "io.TextIOWrapper", "io.BufferedReader", "io.BufferedWriter", "zipfile.ZipFile", "gzip.GzipFile"}
)  # fmt: skip
"""What reads or writes an object that it is handed as a file."""
_OF_STREAMS = (
    "write",
    "writelines",
    "flush",
    "read",
    "readline",
    "readlines",
    "readinto",
    "close",
    "seek",
    "tell",
)
_CALL_BACK_AT_END = frozenset({"weakref.ref", "weakref.proxy", "weakref.WeakMethod"})
"""What calls its second argument when the first one goes."""
_DICTS = frozenset({"builtins.dict", "collections.OrderedDict", "collections.defaultdict"})
"""The keyword arguments of these become values in the dict."""


_WITH_FILE = Member("", call="block", returns="File")
"""What is known of outside code that is handed an open file: it reads or writes it, then or later."""


@dataclass(frozen=True, eq=False)
class Leaf:
    """A library call or operation at a use: which member, of which connections, and what it becomes."""

    library: Library
    type: LibraryType | None
    member: Member | None
    roots: tuple[Root, ...]
    name: str
    outcome: CallOutcome
    waits: bool
    """After the conversion it is awaited, or entered or iterated asynchronously."""

    @property
    def is_free(self) -> bool:
        """A function that neither waits nor concerns a connection: `psycopg2.extras.register_uuid()`."""
        opens = self.library.types.get(self.member.returns or "") if self.member is not None else None
        is_function = self.type is None and self.member is not None
        return (
            is_function
            and not self.waits
            and opens is None
            and all(root.name == self.name for root in self.roots)
        )


@dataclass(frozen=True, eq=False)
class Use:
    """One place. `scope` is where it is evaluated; `kind` is that of its site, or "escape", "consume", "apply",
    "shared" (the name of a value that a module makes at import is read), "drive" (a method of a generator), "mapped"
    (what is handed over is called for each item, see `mapped`), "piped" (it is iterated by what is called there, and
    iterated in turn)."""

    kind: str
    site: Site
    scope: int
    line: int
    column: int
    text: str
    functions: tuple[FunctionId, ...] = ()
    """Plain functions: if one is async, the result is awaited here."""
    constructors: tuple[FunctionId, ...] = ()
    """The `__init__` and `__new__` of the classes that are called here."""
    classes: tuple[int, ...] = ()
    """The project's classes that are called here: every object of theirs."""
    generators: tuple[FunctionId, ...] = ()
    """Generator functions whose generator is iterated (or whose context manager is entered) here."""
    special: tuple[FunctionId, ...] = ()
    """Methods that Python calls here by protocol: `__enter__`, `__iter__`, `__len__`, …"""
    leaves: tuple[Leaf, ...] = ()
    plain: tuple[str, ...] = ()
    """Other things that can be called here and will never be awaitable."""
    unresolved: bool = False
    blocks: bool = False
    """A call that waits in its thread, of a library that nothing replaces: `subprocess.run`."""
    is_file: bool = False
    """What blocks waits for a disk only: `open`, `path.read_text`."""
    stays_open: bool = False
    in_place: str = ""
    """Why what blocks must not go to a thread by itself."""
    fails_on_loop: bool = False
    """It raises where an event loop runs."""
    """What it gives goes on blocking: `open`, `path.glob`."""
    awaited: bool = False
    external: str = ""
    """For escapes and consumers: the dotted name of the outside callable."""
    position: int = 0
    in_thread: bool = False
    """An escape to code that runs what it gets in another thread."""
    maker: Use | None = None
    """Of what reads a shared value: the first of the uses that make it."""
    doubles: tuple[str, ...] = ()
    """The mocks (as symbolic values) that are called, entered or iterated here."""
    stacks: tuple[Root, ...] = ()
    """The ExitStacks that are entered, filled or left here: each is asynchronous at all of its uses or at none."""


class Uses:
    """All uses of a program, computed once."""

    def __init__(self, graph: CallGraph, libraries: Libraries, foreign: frozenset[int] = frozenset()) -> None:
        self.graph = graph
        self.libraries = libraries
        self.foreign = foreign
        """Modules that give types and are not converted: no library call in them counts."""
        self.handed_out: set[FunctionId] = set()
        """Functions handed to what calls them from threads without an event loop; found together with `all`."""
        self.to_threads: set[FunctionId] = set()
        """Functions handed to what runs them in another thread; found together with `all`."""
        self.shared: tuple[Shared, ...] = ()
        """The values that modules make at import and that may have to wait; found together with `all`."""

    @cached_property
    def all(self) -> tuple[Use, ...]:
        if not self._reaches_a_driver() and not self._may_block_a_loop():
            return ()
        found = [
            self._without_leaves(use) if use.site.module in self.foreign else use
            for use in self._find()
            if not self._handles_both(use)
        ]
        found += self._implicit_ones(found)
        self.shared = tuple(shared_values(self.graph, found))
        for shared, place in Readers(self.graph, self.shared).find() if self.shared else ():
            use = Use(
                "shared", place.site, place.scope, place.line, place.column, place.text, maker=shared.reasons[0],
                plain=() if place.is_certain else ("something else",),
            )  # fmt: skip
            shared.loads.append(use)
            found.append(use)
        return tuple(found)

    def _implicit_ones(self, found: Sequence[Use]) -> list[Use]:
        """What is run without being called, as far as it leads to what waits or blocks."""
        new = list(self._find_implicit())
        if not new:
            return []
        callers: dict[FunctionId, set[FunctionId]] = {}
        for use in (*found, *new):
            owner = self.owner(use.site.module, use.scope)
            for function in self.turning(use):
                callers.setdefault(function, set()).add(owner)
        waiting = [
            self.owner(use.site.module, use.scope)
            for use in found
            if use.blocks or any(leaf.waits for leaf in use.leaves)
        ]
        reaching = set[FunctionId]()
        while waiting:
            function = waiting.pop()
            if function not in reaching:
                reaching.add(function)
                waiting += callers.get(function, ())
        return [use for use in new if not reaching.isdisjoint(use.special)]

    def _find_implicit(self) -> Iterator[Use]:
        implicit = Implicit(self.graph)
        for index, module in enumerate(self.graph.modules):
            facts = module.facts
            for number, call in enumerate(facts.calls):
                site = Site(index, "call", number)
                targets = [obj for _, obj in self.graph.targets(site)]
                if special := implicit.at_call(index, call, targets):
                    yield Use(
                        "operation", site, call.scope, call.line, call.column, call.text, special=special
                    )
            for number, operation in enumerate(facts.operations):
                site = Site(index, "operation", number)
                held = [obj for _, obj in self.graph.held(index, operation.obj)]
                if special := implicit.at_operation(operation.method, held):
                    yield Use(
                        "operation", site, operation.scope, operation.line, operation.column,
                        operation.method, special=special,
                    )  # fmt: skip
            for number, getitem in enumerate(facts.getitems):
                site = Site(index, "getitem", number)
                held = [obj for _, obj in self.graph.held(index, getitem.obj)]
                if special := implicit.at_operation("__missing__", held):
                    yield Use(
                        "getitem", site, getitem.scope, getitem.line, getitem.column, "[…]", special=special
                    )
            for load in facts.loads if implicit.reads_attributes else ():
                held = [obj for _, obj in self.graph.held(index, load.obj)]
                if special := implicit.at_load(load.name, held):
                    site = Site(index, "load", load.number if load.number >= 0 else -1 - load.number)
                    yield Use(
                        "load", site, load.scope, load.line, load.column, f"….{load.name}", special=special
                    )
        for cls in self.graph.solver.bodies:
            obj = self.graph.solver.objects[cls]
            assert isinstance(obj, Class)
            scope = self.graph.scope((obj.module, obj.scope))
            yield Use(
                "operation", Site(obj.module, "def", scope.number), scope.parent, scope.line, scope.column,
                f"class {scope.name}", special=implicit.at_class(cls),
            )  # fmt: skip

    def _handles_both(self, use: Use) -> bool:
        owner = self.owner(use.site.module, use.scope)
        return bool(self.aware) and (owner in self.aware or self._aware_around(owner) is not None)

    @staticmethod
    def _without_leaves(use: Use) -> Use:
        return replace(use, leaves=()) if use.leaves else use

    def _reaches_a_driver(self) -> bool:
        """Some value in the program is a driver's connection, or a function of one; else no colour matters."""
        return bool(self.graph.solver.modelled) or any(
            (
                self._is_driver(obj)
                if isinstance(obj, Lib)
                else isinstance(obj, External)
                and (known := self.libraries.function(obj.path)) is not None
                and bool(known[0].target)
            )
            for obj in self.graph.solver.objects
        )

    def _may_block_a_loop(self) -> bool:
        """Coroutines are there already, and something in the program blocks that has no asynchronous form."""
        has_coroutines = any(scope.is_async for module in self.graph.modules for scope in module.facts.scopes)
        return has_coroutines and any(
            isinstance(obj, Lib)
            or (isinstance(obj, External | ExternalValue) and self.libraries.function(obj.path) is not None)
            for obj in self.graph.solver.objects
        )

    @cached_property
    def by_function(self) -> dict[FunctionId, list[Use]]:
        """The uses that a function's colour bears on."""
        found: dict[FunctionId, list[Use]] = {}
        for use in self.all:
            for function in {*use.functions, *use.constructors, *use.generators, *use.special}:
                found.setdefault(function, []).append(use)
        return found

    @cached_property
    def in_function(self) -> dict[FunctionId, list[Use]]:
        """The uses in a function's body, comprehensions included."""
        found: dict[FunctionId, list[Use]] = {}
        for use in self.all:
            found.setdefault(self.owner(use.site.module, use.scope), []).append(use)
        return found

    @staticmethod
    def turning(use: Use) -> tuple[FunctionId, ...]:
        """The functions whose colour bears on the use."""
        return (*use.functions, *use.constructors, *use.generators, *use.special)

    def owner(self, module: int, scope: int) -> FunctionId:
        """The function, lambda, class or module in which the scope runs: comprehensions belong to theirs.

        A generator expression that is handed around runs by itself, like the body of a generator function.
        """
        scopes = self.graph.modules[module].facts.scopes
        while scopes[scope].is_part_of_parent:
            scope = scopes[scope].parent
        return (module, scope)

    def _find(self) -> Iterator[Use]:
        yield from self._subclasses()
        yield from self._rebuilders()
        for index, module in enumerate(self.graph.modules):
            facts = module.facts
            for number, call in enumerate(facts.calls):
                yield from self._call(index, number, call)
            for number, apply in enumerate(facts.applies):
                site = Site(index, "apply", number)
                use = Use("apply", site, apply.scope, apply.line, 0, "decorator")
                yield from self._apply(use, site, apply.func)
            for statement in facts.withs:
                for position, item in enumerate(statement.items):
                    site = Site(index, "with", statement.number, position)
                    text = facts.calls[item.call].text if item.call >= 0 else item.dotted or "…"
                    use = Use(
                        "with",
                        site,
                        statement.scope,
                        statement.line,
                        statement.column,
                        text,
                        position=position,
                    )
                    yield self._protocol(replace(use, awaited=statement.is_async), site)
            for loop in facts.loops:
                site = Site(index, loop.kind, loop.number)
                text = facts.calls[loop.call].text if loop.call >= 0 else "iteration"
                use = Use(loop.kind, site, loop.scope, loop.line, loop.column, text, awaited=loop.is_async)
                found = self._protocol(use, site)
                if found.generators or found.leaves or found.special:
                    found = replace(found, plain=self._plain_iterables(index, loop.iterable))
                yield found
            for number, load in enumerate(facts.loads):
                site = Site(index, "load", load.number if load.number >= 0 else -1 - number)
                yield from self._load(index, load, site)
            for number, store in enumerate(facts.stores):
                yield from self._store(index, number, store)
            for number, operation in enumerate(facts.operations):
                site = Site(index, "operation", number)
                if not self.graph.has_targets(site):
                    continue
                text = "unpacking" if operation.method == "__iter__" else operation.method
                use = Use("operation", site, operation.scope, operation.line, operation.column, text)
                found = self._protocol(use, site, operation.method)
                iterates = operation.method in ("__contains__", "__iter__")
                if found.special or self._has_refused(found) or (
                    iterates and (found.generators or found.leaves)
                ):  # fmt: skip
                    yield found
            unpacked = {
                (item.obj, item.line, item.column) for item in facts.operations if item.method == "__iter__"
            }
            for number, getitem in enumerate(facts.getitems):
                if (getitem.obj, getitem.line, getitem.column) in unpacked:
                    continue  # `a, b = xs` iterates
                site = Site(index, "getitem", number)
                if not self.graph.has_targets(site):
                    continue
                use = Use("getitem", site, getitem.scope, getitem.line, getitem.column, "[…]")
                found = self._protocol(use, site, "__getitem__")
                if found.special or self._has_refused(found):
                    yield found
            for number, setitem in enumerate(facts.setitems):
                site = Site(index, "setitem", number)
                if not self.graph.has_targets(site):
                    continue
                use = Use("setitem", site, setitem.scope, setitem.line, setitem.column, "[…] =")
                found = self._protocol(use, site, "__setitem__")
                if found.special or self._has_refused(found):
                    yield found

    def _subclasses(self) -> Iterator[Use]:
        """Classes of the project that inherit from a library's class whose successor is made in another way."""
        solver = self.graph.solver
        for index, bases in solver.class_bases.items() if solver.has_driver_bases else ():
            cls = solver.objects[index]
            for base in bases:
                obj = solver.objects[base]
                known = solver.driver_type(obj.path) if isinstance(obj, External) else None
                if known is None or not isinstance(cls, Class):
                    continue
                library, type_ = known
                made = self.libraries.function(type_.source)
                is_plain = made is not None and made[1].call == "plain" and made[1].code is None
                if made is None or not is_plain or made[1].to != type_.to:
                    scope = self.graph.modules[cls.module].facts.scopes[cls.scope]
                    refuse = (
                        f"{type_.to} is made in another way than {type_.source}, so no subclass is converted"
                    )
                    leaf = Leaf(
                        library,
                        type_,
                        None,
                        (declared_root(*known),),
                        "base",
                        CallOutcome(refuse=refuse),
                        False,
                    )
                    site = Site(cls.module, "def", scope.number)
                    text = f"class {scope.name}"
                    yield Use("base", site, scope.parent, scope.line, scope.column, text, leaves=(leaf,))

    def _rebuilders(self) -> Iterator[Use]:
        """What `__reduce__` gives, which pickle and copy call: `return rebuilt, (self.key,)`."""
        for function in self.graph.functions():
            scope = self.graph.scope(function)
            if scope.name not in ("__reduce__", "__reduce_ex__") or self.graph.class_of(function) is None:
                continue
            site = Site(function[0], "def", scope.number)
            use = Use("escape", site, function[1], scope.line, scope.column, scope.name)
            returned = [obj for _, obj in self.graph.held(function[0], scope.returned)]
            given = [item for obj in returned for item in self._elements(obj)]
            yield from self._escapes(use, "pickle", None, 0, [obj for obj in given if self._runs(obj)])

    # -- calls ------------------------------------------------------------------------------------------

    def _call(self, module: int, number: int, call: Call) -> Iterator[Use]:
        site = Site(module, "call", number)
        found = self.graph.targets(site)
        use = Use(
            "call", site, call.scope, call.line, call.column, call.text, awaited=bool(call.flags & AWAITED)
        )  # fmt: skip
        classes = _unique(self.graph.solver.ids[obj] for _, obj in found if isinstance(obj, Class))
        iterates = any(isinstance(obj, External) for _, obj in found)
        functions: list[FunctionId] = []
        constructors: list[FunctionId] = []
        leaves: list[Leaf] = []
        plain: list[str] = []
        blocking: list[tuple[Library, Member]] = []
        waits_in_queue = False
        doubles: list[str] = []
        escapes_to: list[str] = []
        for _, obj in found:
            function = self.graph.unwrap(obj) if not isinstance(obj, LibMethod) else None
            if function is not None:
                if isinstance(self._innermost(obj), ContextFunction):
                    continue
                scope = self.graph.scope(function)
                if scope.name in _ITERATION and iterates:
                    continue  # what `list(rows)` and `zip(rows)` call is told of the rows
                if scope.name == "__iter__":
                    yield replace(use, kind="operation", special=(function,))  # `rows.__iter__()`
                modelled = self.modelled_function(function)
                blocks = self.is_said_to_block(function)
                if blocks and self.is_said_to_block(self.owner(module, call.scope)):
                    continue  # both run in the same thread
                if modelled is not None:
                    leaves.append(self._leaf(module, call, *modelled, (declared_root(*modelled[:2]),)))
                if blocks:
                    continue  # it stays as it is, and its callers wait for the thread
                if function[0] in self.foreign and modelled is not None:
                    continue
                wrapped = self._wrapped(obj)
                if wrapped:
                    functions += wrapped
                    continue
                is_named = call.text.endswith(scope.name)  # `super().__init__()`
                if scope.name in ("__init__", "__new__", "__post_init__") and not is_named:
                    constructors.append(function)
                elif not scope.is_generator:
                    functions.append(function)
            elif isinstance(obj, LibMethod | Lib):
                receiver = self.graph.solver.objects[obj.receiver] if isinstance(obj, LibMethod) else obj
                name = obj.name if isinstance(obj, LibMethod) else "__call__"
                assert isinstance(receiver, Lib)
                known = self.libraries.type_of(receiver.type)
                assert known is not None
                library, type_ = known
                if receiver.type == EXIT_STACK and name in STACK_METHODS:
                    yield self._on_stack(use, call, receiver.root, name)
                    continue
                if not library.target:
                    known_method = type_.methods.get(name)
                    if known_method is not None and known_method.call == "block":
                        blocking.append((library, known_method))
                    plain.append(name)
                    escapes_to.append(f"{receiver.type}.{name}")
                    continue
                member = type_.methods.get(name)
                if member is None:
                    continue
                leaf = self._leaf(module, call, library, type_, member, (receiver.root,))
                if any(isinstance(item, Getter) for _, item in found):
                    refuse = f"{type_.name}.{name} is called by operator.methodcaller"
                    leaf = replace(leaf, outcome=CallOutcome(refuse=refuse))
                leaves.append(leaf)
            elif isinstance(obj, External) and self._is_stored_over(obj.path):
                continue
            elif isinstance(obj, External):
                outside = self._external_leaf(module, number, call, obj)
                if outside is not None:
                    leaves.append(outside)
                else:
                    known_function = self.libraries.member_at(obj.path)
                    if known_function is not None and known_function[2].call == "block":
                        blocking.append((known_function[0], known_function[2]))
                    elif (opened := self._file_among(module, call)) is not None:
                        blocking.append((opened[0], _WITH_FILE))
                    plain.append(obj.path)
                    escapes_to.append(obj.path)
            elif isinstance(obj, ExternalValue) and double_of(obj) is not None:
                doubles.append(obj.path)
            elif isinstance(obj, ExternalValue):
                escapes_to.append(obj.path)
                value_function = self.libraries.function(obj.path)
                if value_function is not None and value_function[1].call == "block":
                    blocking.append(value_function)
                owner, _, method = obj.path.rpartition(".")
                if owner.endswith("()") and standard_class_has(owner[:-2], method):
                    plain.append(obj.path)
            elif isinstance(obj, ContainerMethod):
                plain.append(f"{obj.name}")
                container = self.graph.solver.objects[obj.container]
                kind = container.kind if isinstance(container, Container) else ""
                is_queue = kind == "list" and obj.name in _QUEUE_WAITS
                if is_queue and isinstance(container, Container):
                    waits_in_queue = waits_in_queue or not container.is_only_annotated
                for position, arg in enumerate(call.args if obj.name == "sort" else ()):
                    given = [obj for _, obj in self.graph.held(module, arg.node)]
                    yield from self._escapes(use, "list.sort", None, position, given)
                if obj.name in _TAKES_ALL:
                    given = [
                        obj
                        for arg in call.args
                        if not arg.keyword
                        for _, obj in self.graph.held(module, arg.node)
                    ]
                    yield from self._taken(replace(use, kind="escape", external=obj.name), given)
        yield replace(
            use, functions=_unique(functions), constructors=_unique(constructors), classes=classes,
            leaves=_merge(leaves), plain=_unique(plain), doubles=_unique(doubles),
            blocks=bool(blocking) or waits_in_queue,
            is_file=bool(blocking) and not waits_in_queue and all(item.is_files for item, _ in blocking),
            stays_open=any(member.returns is not None for _, member in blocking),
            in_place=next((member.note or "" for _, member in blocking if member.in_place), ""),
            fails_on_loop=any(member.in_place == "refused" for _, member in blocking),
        )  # fmt: skip
        if any(isinstance(obj, ExternalValue) and obj.path.startswith("generator.") for _, obj in found):
            yield from self._drive(use, call)
        for leaf in leaves:
            if leaf.member is not None and leaf.member.call != "block":
                yield from self._given_functions(use, call, leaf, leaf.member)
        for path in _unique(escapes_to):
            yield from self._handed_over(use, call, path)
        if not found:
            yield from self._handed_over(use, call, "")

    def _drive(self, use: Use, call: Call) -> Iterator[Use]:
        """`generator.send(value)`, with what else may have that method there."""
        module = use.site.module
        load = self._callees[module].get(call.func)
        if load is None or load.name not in DRIVES:
            return
        held = [obj for _, obj in self.graph.held(module, load.obj) if not isinstance(obj, Constant)]
        generators = _unique(
            function
            for obj in held
            if isinstance(obj, Generator) and (function := self.graph.unwrap(obj)) is not None
        )
        others = any(not isinstance(obj, Generator) for obj in held)
        plain = ("something else",) if others else ()
        if load.name != "close" and self._is_taken_out(module, load.obj):
            plain = ("another generator of those that take turns there",)
        yield replace(use, kind="drive", generators=generators, plain=plain, external=load.name)

    def _is_taken_out(self, module: int, node: int) -> bool:
        """The value comes out of a list or the like: a scheduler of the program's own drives several generators."""
        facts = self.graph.modules[module].facts
        sources = {node, *(copy.source for copy in facts.copies if copy.target == node)}
        taken = {item.target for item in facts.getitems} | {loop.target for loop in facts.loops}
        taken |= {
            call.target
            for number, call in enumerate(facts.calls)
            if call.target in sources
            and any(
                isinstance(obj, ContainerMethod)
                for _, obj in self.graph.targets(Site(module, "call", number))
            )
        }
        return not taken.isdisjoint(sources)

    @cached_property
    def _callees(self) -> list[dict[int, Load]]:
        """For each file: the attributes that are read to be called, by their node."""
        found = []
        for module in self.graph.modules:
            called = {call.func for call in module.facts.calls}
            found.append({load.target: load for load in module.facts.loads if load.target in called})
        return found

    def _given_functions(self, use: Use, call: Call, leaf: Leaf, member: Member) -> Iterator[Use]:
        """Functions that a library's function or method is handed, to call them: `conn.create_function("f", 1, f)`."""
        name = f"{leaf.type.source}.{member.name}" if leaf.type is not None else member.name
        for position, arg in enumerate(call.args):
            held = [obj for _, obj in self.graph.held(use.site.module, arg.node)]
            functions = [obj for obj in held if not arg.stars and self._runs(obj)]
            yield from self._escapes(use, name, member, position, functions)

    def _on_stack(self, use: Use, call: Call, stack: Root, method: str) -> Use:
        """A call on an ExitStack: what it enters, or what it leaves to be called."""
        site = Site(use.site.module, "stack", use.site.number)
        use = replace(use, kind="stack", site=site, external=method, stacks=(stack,))
        if method == "enter_context":
            entered = self._protocol(replace(use, kind="with"), use.site)
            return replace(entered, kind="stack")
        if method != "callback" or not call.args:
            return use
        return self._called_later(use, call, "an ExitStack")

    def _called_later(self, use: Use, call: Call, caller: str) -> Use:
        """`use` with what its first argument stands for, which `caller` calls with the others, and awaits."""
        module = use.site.module
        held = [obj for _, obj in self.graph.held(module, call.args[0].node)]
        leaves = []
        for obj in held:
            receiver = self.graph.solver.objects[obj.receiver] if isinstance(obj, LibMethod) else None
            if isinstance(obj, LibMethod) and isinstance(receiver, Lib) and self._is_driver(receiver):
                library, type_ = self._library_type(receiver)
                rest = msgspec.structs.replace(call, args=call.args[1:])
                leaf = self._leaf(module, rest, library, type_, type_.methods[obj.name], (receiver.root,))
                if leaf.outcome != CallOutcome(awaited=leaf.outcome.awaited, warnings=leaf.outcome.warnings):
                    refuse = f"{type_.name}.{obj.name} is not just awaited, and is called by {caller}"
                    leaf = replace(leaf, outcome=CallOutcome(refuse=refuse))
                leaves.append(leaf)
        functions = [function for obj in held for function in self._runs(obj)]
        plain = [obj.path for obj in held if isinstance(obj, External | ExternalValue)]
        return replace(use, functions=_unique(functions), leaves=_merge(leaves), plain=_unique(plain))

    def _library_type(self, obj: Lib) -> tuple[Library, LibraryType]:
        known = self.libraries.type_of(obj.type)
        assert known is not None
        return known

    def made_stack(self, stack: Root) -> int | None:
        """The index of the reference to `contextlib.ExitStack` in the call that makes the stack."""
        if stack.number < 0:
            return None
        facts = self.graph.modules[stack.module].facts
        call = facts.calls[stack.number]
        for index, reference in enumerate(facts.references):
            if (reference.line, reference.column, reference.role) == (call.line, call.column, "call"):
                target = ".".join([facts.bindings[reference.binding].target, *reference.parts[1:]])
                return index if target == EXIT_STACK else None
        return None

    @cached_property
    def by_stack(self) -> dict[Root, list[Use]]:
        """All uses of each ExitStack."""
        found: dict[Root, list[Use]] = {}
        for use in self.all:
            for stack in use.stacks:
                found.setdefault(stack, []).append(use)
        return found

    def _is_stored_over(self, path: str) -> bool:
        """The program stores its own values there: `flask.g.db` is what it put into it."""
        parts = path.split(".")
        solver = self.graph.solver
        if parts[0] in sys.stdlib_module_names and path in self._patched:
            return True
        return any(
            bool(solver.points_to[node])
            for end in range(1, len(parts))
            if (node := solver.path_nodes.get((".".join(parts[:end]), parts[end]), 0))
        )

    def _innermost(self, obj: Object) -> Object:
        inner = getattr(obj, "callee", None)
        while isinstance(inner, int):
            obj = self.graph.solver.objects[inner]
            inner = getattr(obj, "callee", None)
        return obj

    def _leaf(
        self, module: int, call: Call, library: Library, type_: LibraryType | None, member: Member,
        roots: tuple[Root, ...],
    ) -> Leaf:  # fmt: skip
        view = CallView(member.name, tuple(self._views(module, call)), is_method=type_ is not None)
        if type_ is not None and member.code is not None:
            view = replace(view, receiver=self._receiver(module, call, roots))
        outcome = evaluate_call(library, member, view)
        # what an `agen` gives waits where it is iterated, which may be elsewhere
        waits = bool(outcome.awaited) or member.call in ("acm", "block")
        return Leaf(library, type_, member, roots, member.name, outcome, waits)

    def _receiver(self, module: int, call: Call, roots: tuple[Root, ...]) -> Receiver:
        name = call.text.rpartition(".")[0]
        if call.receiver_call >= 0 or not name.replace(".", "").isidentifier():
            return Receiver(elsewhere=self._called_on(roots))
        owner = self.owner(module, call.scope)
        before = sorted(
            (other.line, other.column, other.text.rpartition(".")[2])
            for other in self._calls_by_receiver[module].get(name, ())
            if (other.line, other.column) < (call.line, call.column)
            and self.owner(module, other.scope) == owner
        )
        made_by = self._maker(module, owner, name)
        return Receiver(name, made_by, tuple(method for *_, method in before), self._called_on(roots))

    @cached_property
    def _calls_by_receiver(self) -> list[dict[str, list[Call]]]:
        """For each file: the calls by what stands before the last dot."""
        found: list[dict[str, list[Call]]] = []
        for module in self.graph.modules:
            by_name: dict[str, list[Call]] = {}
            for call in module.facts.calls:
                by_name.setdefault(call.text.rpartition(".")[0], []).append(call)
            found.append(by_name)
        return found

    def _maker(self, module: int, owner: FunctionId, name: str) -> str:
        """What is called in `name = client.pipeline()` or `with client.pipeline() as name`, if that is all."""
        facts = self.graph.modules[module].facts
        if any(param.name == name for param in facts.scopes[owner[1]].params):
            return ""
        numbers = [item.call for item in facts.assigned_calls if (item.name, item.scope) == (name, owner[1])]
        numbers += [
            item.call
            for statement in facts.withs
            if self.owner(module, statement.scope) == owner
            for item in statement.items
            if item.name == name and item.call >= 0
        ]
        made_by = {facts.calls[number].text.rpartition(".")[2] for number in numbers}
        return made_by.pop() if len(made_by) == 1 else ""

    def _called_on(self, roots: tuple[Root, ...]) -> frozenset[str]:
        return frozenset(name for root in roots for name in self._methods_by_root.get(root, ()))

    @cached_property
    def _methods_by_root(self) -> dict[Root, set[str]]:
        """The library methods that the program calls on each connection and what was made from it."""
        found: dict[Root, set[str]] = {}
        for index, module in enumerate(self.graph.modules):
            for number in range(len(module.facts.calls)):
                for _, obj in self.graph.targets(Site(index, "call", number)):
                    receiver = self.graph.solver.objects[obj.receiver] if isinstance(obj, LibMethod) else None
                    if isinstance(obj, LibMethod) and isinstance(receiver, Lib):
                        found.setdefault(receiver.root, set()).add(obj.name)
        return found

    def _external_leaf(self, module: int, number: int, call: Call, obj: External) -> Leaf | None:
        known = self.libraries.member_at(obj.path)
        if known is None or not known[0].target:
            return None
        library, type_, member = known
        roots = {
            item.root
            for arg in call.args
            for _, held in self.graph.held(module, arg.node)
            for item in (held, *self._elements(held))
            if isinstance(item, Lib) and self._is_driver(item)
        }
        if (
            not roots and type_ is not None
        ):  # `cursor.execute(self, …)`, as a subclass calls what it overrides
            roots.add(declared_root(library, type_))
        elif not roots or library.class_of(member.result) is not None:  # made from another: both go one way
            roots.add(Root(module, number, obj.path))
        return self._leaf(module, call, library, type_, member, tuple(sorted(roots)))

    @cached_property
    def aware(self) -> dict[FunctionId, tuple[int, ...]]:
        """Functions that ask whether what they got is a coroutine function, with the nodes they ask about: the
        decorators among them handle both kinds."""
        found: dict[FunctionId, list[int]] = {}
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                targets = [obj for _, obj in self.graph.targets(Site(index, "call", number))]
                if call.args and any(
                    isinstance(obj, External) and obj.path in _COROUTINE_CHECKS for obj in targets
                ):
                    owner = self.owner(index, call.scope)
                    found.setdefault(owner, []).append(call.args[0].node)
        return {function: tuple(nodes) for function, nodes in found.items()}

    def _aware_around(self, function: FunctionId) -> FunctionId | None:
        """The function of that kind in which `function` is defined."""
        module, scope = function
        scopes = self.graph.modules[module].facts.scopes
        while (scope := scopes[scope].parent) >= 0:
            if (module, scope) in self.aware:
                return (module, scope)
        return None

    def _wrapped(self, obj: Object) -> list[FunctionId]:
        """The functions behind the wrapper of a decorator that handles coroutine functions too."""
        inner = self._innermost(obj)
        if not isinstance(inner, Func):
            return []
        around = self._aware_around((inner.module, inner.scope))
        if around is None:
            return []
        solver = self.graph.solver
        held = [
            solver.objects[item]
            for node in self.aware[around]
            for item in sorted(solver.points_to[solver.node(inner.module, node, inner.context)])
        ]
        found = [function for item in held if (function := self.graph.unwrap(item)) is not None]
        return [function for function in found if not self.graph.scope(function).is_generator]

    def is_returned(self, use: Use) -> bool:
        """The call's result is what the function around it returns."""
        if use.kind != "call":
            return False
        module = use.site.module
        return self.graph.modules[module].facts.calls[use.site.number].target in self._returned_in(module)

    def _returned_in(self, module: int) -> frozenset[int]:
        """The nodes of a file that stand in a `return`."""
        if module not in self._returned:
            facts = self.graph.modules[module].facts
            self._returned[module] = frozenset(
                copy.source for copy in facts.copies if copy.target == facts.scopes[copy.scope].returned
            )
        return self._returned[module]

    @cached_property
    def _returned(self) -> dict[int, frozenset[int]]:
        return {}

    def modelled_function(self, function: FunctionId) -> tuple[Library, LibraryType | None, Member] | None:
        """What a model says of the project's own function, or of the method that it is or overrides."""
        found = self._modelled.get(function)
        if found is None:
            found = self._modelled[function] = [self._find_model(function)]
        return found[0]

    @cached_property
    def _modelled(self) -> dict[FunctionId, list[tuple[Library, LibraryType | None, Member] | None]]:
        return {}

    def is_said_to_block(self, function: FunctionId) -> bool:
        """A model says so of the project's function, or of the method that it overrides: it runs in a thread."""
        modelled = self.modelled_function(function)
        return modelled is not None and modelled[2].call == "block"

    def _find_model(self, function: FunctionId) -> tuple[Library, LibraryType | None, Member] | None:
        cls = self.graph.class_of(function)
        if cls is None:
            known = self.libraries.function(self.graph.solver.model_name(self.graph.qualified_name(function)))
            return (known[0], None, known[1]) if known is not None and known[0].target else None
        method = self.graph.scope(function).name
        for name in self.class_names(cls):
            owner = self.libraries.type_of(name)
            if owner is None or not owner[0].target:
                continue
            member = owner[1].methods.get(method)
            if member is not None:
                return (*owner, member)
            if owner[1].others == "plain":
                return None  # a complete description: its bases have no say
        return None

    def class_names(self, cls: int) -> Iterator[str]:
        """The dotted names of a class and its bases, in the order of the MRO."""
        for item in self.graph.solver.mro(cls):
            obj = self.graph.solver.objects[item]
            if isinstance(obj, Class):
                yield self.graph.solver.model_name(self.graph.qualified_name((obj.module, obj.scope)))
            elif isinstance(obj, External):
                yield obj.path

    def modelled_type(self, cls: int) -> tuple[Library, LibraryType] | None:
        """The modelled type that a project class is or inherits from; one without any facts says nothing."""
        for name in self.class_names(cls):
            known = self.libraries.type_of(name)
            if known is not None and known[0].target and not known[1].is_empty:
                return known
        return None

    def _is_driver(self, obj: Lib) -> bool:
        known = self.libraries.type_of(obj.type)
        return known is not None and bool(known[0].target)

    def _may_be_data(self, obj: Lib) -> bool:
        known = self.libraries.type_of(obj.type)
        return known is not None and known[1].may_be_data

    def _views(self, module: int, call: Call) -> Iterator[ArgView]:
        position = 0
        for arg in call.args:
            keyword = arg.keyword or None
            star = arg.stars > 0
            is_known = arg.is_constant or arg.text is not None
            constant = arg.constant if arg.is_constant else arg.text if is_known else NOT_CONSTANT
            view = ArgView(
                None, keyword, star, self._dotted(module, call.scope, arg) or None, constant,
                length=arg.length if arg.length >= 0 else None, keys=arg.keys, is_name=bool(arg.dotted),
                is_fixed=self._is_fixed(module, arg),
            )  # fmt: skip
            if keyword is None and arg.stars < 2:
                yield replace(view, position=position)
                position += 1
            else:
                yield view

    def _is_fixed(self, module: int, arg: Arg) -> bool:
        """The argument is written as the name of an import or a class, which no other value can be in."""
        facts = self.graph.modules[module].facts
        if arg.dotted and arg.dotted[0] in {binding.name for binding in facts.bindings}:
            return True
        classes = [obj for _, obj in self.graph.held(module, arg.node) if isinstance(obj, Class)]
        names = [self.graph.scope((cls.module, cls.scope)).name for cls in classes]
        return len(names) == 1 and arg.dotted == (names[0],)

    def _dotted(self, module: int, scope: int, arg: Arg) -> str:
        """The outside name that an argument is: by its import, else by what flows into it."""
        for _, obj in self.graph.held(module, arg.node):
            if isinstance(obj, External):
                return obj.path
        return ""

    # -- values handed over -----------------------------------------------------------------------------

    def _handed_over(self, use: Use, call: Call, path: str) -> Iterator[Use]:
        """Arguments given to code outside the project: connections, functions, generators."""
        module = use.site.module
        name = self.libraries.canonical(path)
        if name == "builtins.getattr" and len(call.args) > 1 and not call.args[1].is_constant:
            yield from self._any_method(use, call)
        if name in ("builtins.eval", "builtins.exec", "builtins.globals"):
            named = self._called_by_text(module, call, name)
            if named:
                yield replace(use, kind="escape", functions=named, external=name)
        if name == "builtins.type" and len(call.args) == 3:
            name = "type(), which makes a class of it"
        if name == "builtins.iter" and len(call.args) == 2:
            name = "iter(function, sentinel)"
        if call.args and self._asks_for_iteration(module, call, name):
            held = [obj for _, obj in self.graph.held(module, call.args[0].node)]
            yield from self._taken(replace(use, kind="escape", external=name), held)
        if name == "functools.partial" and call.args:  # what it gives is called where no member is known
            held = [obj for _, obj in self.graph.held(module, call.args[0].node)]
            for path in _unique(obj.path for obj in held if isinstance(obj, External)):
                given = [obj for arg in call.args[1:] for _, obj in self.graph.held(module, arg.node)]
                yield from self._taken(replace(use, kind="escape", external=path), given)
            leaves = [leaf for obj in held if (leaf := self._method_leaf(obj)) is not None]
            if leaves:
                yield replace(use, kind="escape", leaves=_merge(leaves), external=name)
        if name in _FLOW_ONLY or (name.startswith("argparse.") and name.endswith(".set_defaults")):
            return
        if name in CLEANUPS and call.args:
            yield self._called_later(replace(use, kind="cleanup", external=name), call, "a test case")
            return
        known = self.libraries.function(name)
        member = known[1] if known is not None else self._method_of_facts(name)
        for position, arg in enumerate(call.args):
            held = [obj for _, obj in self.graph.held(module, arg.node)]
            if arg.stars:
                held = [item for obj in held for item in self._values(obj)]
            elif not name.startswith(_TAKES_CONTAINERS):
                held += [item for obj in held for item in self._values(obj) if isinstance(item, Lib)]
            if name == "itertools.chain.from_iterable":
                held += [item for obj in held for item in self._elements(obj)]
            if not held or (name in _DICTS and arg.keyword and arg.keyword != "default_factory"):
                continue
            piped = self._piped(use, call, name, position, held)
            if piped is not None:
                yield piped
                continue
            if (name in CONSUMERS and position == 0) or (name == "builtins.next" and position == 0):
                found = self._consumption(
                    replace(use, kind="consume", external=name, position=position), held
                )
                if found.generators or found.leaves or found.special:
                    yield found
                continue
            mapped = self._mapped(use, call, name, position, held)
            if mapped is not None:
                yield mapped
                continue
            if name in _TAKES_STREAMS and (name != "builtins.print" or arg.keyword == "file"):
                yield from self._stream(replace(use, external=name), held)
            is_callback = name in _CALL_BACK_AT_END and position > 0
            yield from self._escapes(use, name, None if is_callback else member, position, held)

    def _called_by_text(self, module: int, call: Call, name: str) -> tuple[FunctionId, ...]:
        """Functions of the module that `eval("load(2)")` or `globals()["load"]` may call; all if none is named."""
        facts = self.graph.modules[module].facts
        known: list[object] = []
        if name == "builtins.globals":
            known = [item.key for item in facts.getitems if item.obj == call.target]
            if not known:
                return ()
        else:
            own = {item.target for item in facts.calls if item.text in ("globals", "locals", "vars")}
            if len(call.args) > 1 and call.args[1].node not in own:
                return ()
            known = [call.args[0].constant] if call.args else []
        wanted = (
            None
            if any(not isinstance(item, str) for item in known)
            else re.findall(r"\w+", " ".join(map(str, known)))
        )
        return tuple(
            (module, number)
            for number, scope in enumerate(facts.scopes)
            if scope.kind == "function" and scope.parent == 0 and (wanted is None or scope.name in wanted)
        )

    def _stream(self, use: Use, held: Iterable[Object]) -> Iterator[Use]:
        """The methods of the project's own file-like objects, which what takes a file calls."""
        functions = [
            method
            for obj in held
            if isinstance(obj, Inst)
            for name in _OF_STREAMS
            if (method := self.graph.method_of(obj.cls, name)) is not None
        ]
        if functions:
            yield replace(use, kind="escape", functions=_unique(functions))

    @cached_property
    def _patched(self) -> frozenset[str]:
        """What tests replace by its name: `mock.patch("time.sleep")`."""
        return frozenset(
            str(call.args[0].constant)
            for index, module in enumerate(self.graph.modules)
            for number, call in enumerate(module.facts.calls)
            if call.args
            and isinstance(call.args[0].constant, str)
            and call.text.rpartition(".")[2] == "patch"
            if any(
                isinstance(obj, External) and obj.path == "unittest.mock.patch"
                for _, obj in self.graph.targets(Site(index, "call", number))
            )
        )

    def _piped(self, use: Use, call: Call, name: str, position: int, held: list[Object]) -> Use | None:
        """The use of something asynchronous that `zip`, `map` and their like iterate."""
        is_first = position == 0 and not call.args[0].keyword
        iterates = (
            not is_first
            if name in COMPREHENSIBLE
            else is_first or name in ("builtins.zip", "itertools.chain")
        )
        if name not in PIPES or not iterates or call.args[position].stars or call.args[position].keyword:
            return None
        found = self._consumption(replace(use, kind="consume", external=name, position=position), held)
        if not (found.generators or found.leaves or found.special):
            return None
        if name in LAZY and not found.generators and not found.special:
            return None  # rows, of which a list does as well
        takes_both = name in ("builtins.zip", "itertools.chain")
        return replace(found, kind="piped", plain=() if takes_both else found.plain)

    def _mapped(
        self, use: Use, call: Call, name: str, position: int, held: Sequence[Object]
    ) -> Use | None:  # fmt: skip
        """The use of a function that is called for each item, where it is known and written as a plain name."""
        arg = call.args[position]
        is_called = arg.keyword == "key" if name in KEYED else position == 0 and not arg.keyword
        if not is_called or name not in COMPREHENSIBLE | KEYED | {"functools.reduce"}:
            return None
        if name in COMPREHENSIBLE and (any(other.keyword for other in call.args) or len(call.args) < 2):
            return None
        if any(other.stars for other in call.args) or not all(map(self._is_function, held)):
            return None
        is_lambda = any(
            scope.kind == "lambda" and scope.value == arg.node
            for scope in self.graph.modules[use.site.module].facts.scopes
        )
        if name in COMPREHENSIBLE and not arg.dotted and not is_lambda:
            return None  # it would be evaluated for each item
        functions = _unique(function for obj in held for function in self._runs(obj))
        return replace(use, kind="mapped", functions=functions, external=name, position=position)

    def _is_function(self, obj: Object) -> bool:
        while isinstance(obj, Partial):
            obj = self.graph.solver.objects[obj.callee]
        function = self.graph.unwrap(obj) if isinstance(obj, Func | Bound) else None
        return function is not None and not self.graph.scope(function).is_generator

    def _any_method(self, use: Use, call: Call) -> Iterator[Use]:
        """`getattr(obj, name)` with a name that is computed: every method of the object may be meant."""
        if self.graph.is_declared(use.site.module, call.target):
            return  # the user has said which
        if self._delegates(use.site.module, call):
            return  # the attributes that are read there are known by name, and were followed
        methods: list[FunctionId] = []
        held = [obj for _, obj in self.graph.held(use.site.module, call.args[0].node)]
        for obj in held:
            if isinstance(obj, Inst | Class):
                for item in self.graph.solver.mro(
                    obj.cls if isinstance(obj, Inst) else self.graph.solver.ids[obj]
                ):
                    cls = self.graph.solver.objects[item]
                    if isinstance(cls, Class):
                        methods += self.graph.methods(cls).values()
            elif isinstance(obj, Module):
                methods += self._functions_of(obj)
        leaves = [
            Leaf(known[0], known[1], None, (obj.root,), known[1].name, CallOutcome(), True)
            for obj in held
            if isinstance(obj, Lib)
            and (known := self.libraries.type_of(obj.type)) is not None
            and known[0].target
        ]
        if methods or leaves:
            yield replace(
                use,
                kind="escape",
                functions=_unique(methods),
                leaves=_merge(leaves),
                external=COMPUTED_GETATTR,
            )

    def _asks_for_iteration(self, module: int, call: Call, name: str) -> bool:
        """`iter(x)`, `hasattr(x, "__iter__")`, `isinstance(x, Iterable)`: all give something else once `x` is
        asynchronous."""
        if name in ("builtins.hasattr", "builtins.getattr"):
            return len(call.args) > 1 and call.args[1].constant in _ITERATION
        if name == "builtins.isinstance" and len(call.args) > 1:
            asked = [obj for _, obj in self.graph.held(module, call.args[1].node)]
            asked += [item for obj in asked for item in self._elements(obj)]
            return any(isinstance(obj, External) and obj.path in _ITERABLES for obj in asked)
        return name == "builtins.iter" and len(call.args) == 1

    def _taken(self, use: Use, held: Iterable[Object]) -> Iterator[Use]:
        """`use` with what iterating the objects would run, if anything."""
        found = self._consumption(replace(use, kind="consume"), list(held))
        if found.generators or found.special or any(leaf.waits for leaf in found.leaves):
            yield replace(found, kind=use.kind)

    def _elements(self, obj: Object) -> list[Object]:
        """What a list, tuple or set can hold."""
        return self._values(obj) if isinstance(obj, Container) and obj.kind != "dict" else []

    def _values(self, obj: Object) -> list[Object]:
        """The same, and the values of a dict."""
        solver = self.graph.solver
        if not isinstance(obj, Container):
            return []
        node = solver.any_element(solver.ids[obj])
        return [solver.objects[item] for item in sorted(solver.points_to[node])]

    def iteration(self, obj: Inst) -> Sequence[FunctionId]:
        """The project's functions that run while the object is iterated."""
        if obj.cls not in self._iterations:
            self._iterations[obj.cls] = tuple(self._find_iteration(obj))
        return self._iterations[obj.cls]

    @cached_property
    def _iterations(self) -> dict[int, tuple[FunctionId, ...]]:
        return {}

    def _find_iteration(self, obj: Inst) -> list[FunctionId]:
        found = [method for name in _ITERATION if (method := self.graph.method_of(obj.cls, name)) is not None]
        giving = self.graph.method_of(obj.cls, "__iter__")
        if giving is None or self.graph.scope(giving).is_generator:
            return found
        for _, given in self.graph.held(giving[0], self.graph.scope(giving).returned):
            if isinstance(given, Inst):
                method = self.graph.method_of(given.cls, "__next__")
            else:
                method = self.graph.unwrap(given) if isinstance(given, Generator) else None
            found += [method] if method is not None else []
        return found

    def _delegates(self, module: int, call: Call) -> bool:
        """`getattr(self.inner, name)` in `def __getattr__(self, name)`."""
        scope = self.graph.modules[module].facts.scopes[call.scope]
        is_hook = scope.name == "__getattr__" and len(scope.params) == 2
        return is_hook and call.args[1].dotted == (scope.params[1].name,)

    def _functions_of(self, module: Module) -> list[FunctionId]:
        """The functions and methods that the names of a module stand for."""
        return [
            function
            for node in self.graph.modules[module.module].facts.scopes[0].names.values()
            for _, obj in self.graph.held(module.module, node)
            if (function := self.graph.unwrap(obj)) is not None
        ]

    def _method_of_facts(self, path: str) -> Member | None:
        type_name, _, method = path.rpartition(".")
        known = self.libraries.type_of(type_name)
        return known[1].methods.get(method) if known is not None else None

    def _escapes(
        self, use: Use, name: str, member: Member | None, position: int, held: Sequence[Object]
    ) -> Iterator[Use]:
        if name in _GENERATOR_CHECKS:
            held = [obj for obj in held if self._is_generator(obj)]
        harmless = member is not None and member.harmless
        accepts = member is not None and member.accepts_coroutine
        if member is not None and member.calls == "entry":
            self.handed_out.update(function for obj in held for function in self._runs(obj))
            accepts = True
        if member is not None and member.calls == "thread":
            self.to_threads.update(function for obj in held for function in self._runs(obj))
        functions = [] if accepts or harmless else [
            function
            for obj in held
            if not isinstance(obj, Generator | ContextObject | Property | ContextFunction)
            for function in self._runs(obj)
        ]  # fmt: skip
        if not harmless:
            classes = [item for obj in held for item in self._elements(obj) if isinstance(item, Class)]
            functions += [function for item in classes for function in self._runs(item)]
        generators = [] if harmless else [
            function
            for obj in held
            if isinstance(obj, Generator | ContextObject | ContextFunction)
            and (function := self.graph.unwrap(obj)) is not None
        ]  # fmt: skip
        roots = (
            {
                obj.root
                for obj in held
                if isinstance(obj, Lib) and self._is_driver(obj) and not self._may_be_data(obj)
            }
            if not harmless
            else set()
        )
        leaves = [
            Leaf(known[0], known[1], None, (obj.root,), known[1].name, CallOutcome(), True)
            for obj in held
            if isinstance(obj, Lib)
            and obj.root in roots
            and not self._may_be_data(obj)
            and (known := self.libraries.type_of(obj.type)) is not None
        ]
        if not accepts and not harmless:
            leaves += [leaf for obj in held if (leaf := self._method_leaf(obj)) is not None]
        iterated = [] if harmless else [
            function for obj in held if isinstance(obj, Inst) for function in self.iteration(obj)
        ]  # fmt: skip
        special = [
            method
            for obj in held
            if name.startswith("contextlib.") and (cls := self.graph.instance_class(obj)) is not None
            for dunder in ("__enter__", "__exit__", "close")
            if (method := self.graph.methods(cls).get(dunder)) is not None
        ]
        special += iterated
        if functions or generators or leaves or special:
            note = f" ({member.note})" if member is not None and member.note else ""
            yield replace(
                use, kind="escape", functions=_unique(functions), generators=_unique(generators),
                special=_unique(special), leaves=_merge(leaves), external=(name or use.text) + note,
                position=position, unresolved=not name, in_thread=member is not None and member.calls == "thread",
            )  # fmt: skip

    def _is_generator(self, obj: Object) -> bool:
        function = self.graph.unwrap(obj)
        return function is not None and self.graph.scope(function).is_generator

    @cached_property
    def _by_name(self) -> dict[str, list[FunctionId]]:
        found: dict[str, list[FunctionId]] = {}
        for function in self.graph.functions():
            found.setdefault(self.graph.scope(function).name, []).append(function)
        return found

    def _method_leaf(self, obj: Object) -> Leaf | None:
        """`conn.commit` as a value that others call."""
        receiver = self.graph.solver.objects[obj.receiver] if isinstance(obj, LibMethod) else None
        if not isinstance(obj, LibMethod) or not isinstance(receiver, Lib) or not self._is_driver(receiver):
            return None
        library, type_ = self._library_type(receiver)
        member = type_.methods.get(obj.name)
        if member is None or member.call == "plain":
            return None
        return Leaf(library, type_, member, (receiver.root,), member.name, CallOutcome(), True)

    def _runs(self, obj: Object) -> Sequence[FunctionId]:
        """What others may run by calling `obj`; of `methodcaller("find")`, every method of that name."""
        while isinstance(obj, Partial):
            obj = self.graph.solver.objects[obj.callee]
        if isinstance(obj, Class):
            cls = self.graph.solver.ids[obj]
            made = (self.graph.method_of(cls, name) for name in ("__init__", "__new__", "__post_init__"))
            return [method for method in made if method is not None]
        if isinstance(obj, Inst):
            called = self.graph.method_of(obj.cls, "__call__")
            return [called] if called is not None else []
        if isinstance(obj, Getter):
            return self._by_name.get(str(obj.keys[0]), ()) if obj.how == "call" else ()
        function = self.graph.unwrap(obj)
        return [function] if function is not None else []

    def _apply(self, use: Use, site: Site, func: int) -> Iterator[Use]:
        for _, obj in self.graph.targets(site):
            function = self.graph.unwrap(obj)
            if function is not None and isinstance(obj, ContextObject):
                yield replace(use, kind="escape", generators=(function,), external="its use as a decorator")
            elif function is not None:
                yield replace(use, functions=(function,), text=self.graph.qualified_name(function))

    # -- protocols --------------------------------------------------------------------------------------

    @staticmethod
    def _has_refused(use: Use) -> bool:
        return any(leaf.outcome.refuse is not None for leaf in use.leaves)

    def _protocol(self, use: Use, site: Site, method: str = "") -> Use:
        """`method` is what Python calls there: `__getitem__`."""
        held = [obj for _, obj in self.graph.targets(site)]
        if use.kind == "with":
            stacks = [obj.root for obj in held if isinstance(obj, Lib) and obj.type == EXIT_STACK]
            blocks = any(map(self._blocks_at_exit, held))
            use = replace(use, stacks=_unique((*use.stacks, *stacks)), blocks=blocks)
        found = self._consumption(use, held)
        special = [leaf for obj in held if (leaf := self._special_leaf(obj, method)) is not None]
        return replace(found, leaves=_merge(special)) if special else found

    def _file_among(self, module: int, call: Call) -> tuple[Library, LibraryType] | None:
        """The type of an open file among the arguments: `csv.writer(file)`, `print(text, file=file)`."""
        for arg in call.args:
            for _, obj in self.graph.held(module, arg.node):
                known = self.libraries.type_of(obj.type) if isinstance(obj, Lib) else None
                if known is not None and known[0].is_files and known[1].name == "File":
                    return known
        return None

    def _blocks_at_exit(self, obj: Object) -> bool:
        """Leaving the `with` block waits in its thread: an executor's for all that it runs."""
        known = (
            self.libraries.type_of(obj.type) if isinstance(obj, Lib) and not self._is_driver(obj) else None
        )
        leaving = known[1].methods.get("__exit__") if known is not None else None
        return leaving is not None and leaving.call == "block"

    def _special_leaf(self, obj: Object, method: str) -> Leaf | None:
        """What the model says of a special method, when it has no counterpart."""
        if not isinstance(obj, Lib) or not self._is_driver(obj):
            return None
        library, type_ = self._library_type(obj)
        member = type_.methods.get(method)
        if member is None or member.refuse is None or type_.may_be_data:
            return None
        return Leaf(library, type_, member, (obj.root,), method, CallOutcome(refuse=member.refuse), False)

    def _plain_iterables(self, module: int, node: int) -> tuple[str, ...]:
        """Lists, strings and the like that the node may hold besides what would be iterated asynchronously."""
        return _unique(
            obj.kind if isinstance(obj, Container) else obj.type
            for _, obj in self.graph.held(module, node)
            if isinstance(obj, Container | Constant)
        )

    def _consumption(self, use: Use, held: list[Object]) -> Use:
        """`use` with what entering or iterating the objects would run."""
        generators: list[FunctionId] = []
        special: list[FunctionId] = []
        leaves: list[Leaf] = []
        plain: list[str] = []
        doubles: list[str] = []
        for obj in held:
            if isinstance(obj, Generator | ContextObject):
                function = self.graph.unwrap(obj)
                assert function is not None
                generators.append(function)
            elif isinstance(obj, Func):
                special.append((obj.module, obj.scope))
            elif isinstance(obj, Closing) and obj.closes:
                for item in sorted(self.graph.solver.points_to[obj.node]):
                    inner = self.graph.solver.objects[item]
                    if isinstance(inner, Lib) and self._is_driver(inner):
                        leaves.append(self._type_leaf(inner, "closing"))
                    function = self._close_method(inner)
                    if function is not None:
                        special.append(function)
                    elif not isinstance(inner, Lib):
                        plain.append(f"closing({type(inner).__name__.lower()})")
            elif isinstance(obj, Lib):
                if self._is_driver(obj):
                    leaves.append(self._type_leaf(obj, use.kind))
            elif isinstance(obj, Inst) and (leaf := self._own_type_leaf(obj, use.kind)) is not None:
                leaves.append(leaf)
            elif isinstance(obj, Inst) and use.kind == "consume":
                special += self.iteration(obj)
            elif isinstance(obj, ExternalValue) and double_of(obj) is not None:
                doubles.append(obj.path)
            elif isinstance(obj, Container) or (isinstance(obj, ExternalValue) and use.kind == "with"):
                plain.append(obj.tag)
        return replace(
            use, generators=_unique(generators), special=_unique(special), leaves=_merge(leaves), plain=_unique(plain),
            doubles=_unique(doubles),
        )  # fmt: skip

    def _close_method(self, obj: Object) -> FunctionId | None:
        if not isinstance(obj, Inst):
            return None
        for item in self.graph.solver.mro(obj.cls):
            cls = self.graph.solver.objects[item]
            if isinstance(cls, Class) and "close" in self.graph.methods(cls):
                return self.graph.methods(cls)["close"]
        return None

    def _own_type_leaf(self, obj: Inst, kind: str) -> Leaf | None:
        """Entering or iterating an instance of a project class of which a model says that it is asynchronous."""
        known = self.modelled_type(obj.cls)
        if known is None:
            return None
        library, type_ = known
        how = type_.with_ if kind == "with" else type_.iter_
        if how not in ("async", "wrapped"):
            return None
        return Leaf(library, type_, None, (declared_root(*known),), how, CallOutcome(), True)

    def _type_leaf(self, obj: Lib, kind: str) -> Leaf:
        known = self.libraries.type_of(obj.type)
        assert known is not None
        library, type_ = known
        how = type_.with_ if kind == "with" else type_.iter_
        if kind == "closing":
            close = type_.methods.get("close")
            how = "async" if close is None or close.call in ("await", "await_or_acm") else "plain"
        refuse = None
        if how.startswith("refuse"):
            refuse = how.partition(":")[2].strip() or f"{kind} on {type_.name} has no counterpart"
        waits = how in ("async", "commit", "wrapped")
        return Leaf(library, type_, None, (obj.root,), how if kind != "closing" else "closing",
                    CallOutcome(refuse=refuse), waits)  # fmt: skip

    def _load(self, module: int, load: Load, site: Site) -> Iterator[Use]:
        use = Use("load", site, load.scope, load.line, load.column, f"….{load.name}")
        getters = [function for _, obj in self.graph.targets(site) if (function := self.graph.unwrap(obj))]
        leaves = []
        for obj in self.graph.loaded_from(site):
            if isinstance(obj, Lib) and obj.type == EXIT_STACK and load.name not in STACK_METHODS:
                yield replace(use, stacks=(obj.root,))
            function = self.graph.unwrap(obj) if isinstance(obj, Generator) else None
            is_call = load.name in DRIVES and load.target in self._callees[module]
            if function is not None and not is_call:
                getters.append(function)
            if isinstance(obj, Lib) and self._is_driver(obj):
                known = self.libraries.type_of(obj.type)
                assert known is not None
                library, type_ = known
                if load.name in type_.methods:
                    continue
                attribute = type_.attrs.get(load.name)
                if attribute is None and (type_.others == "plain" or "__getattr__" in type_.methods):
                    continue
                if (attribute is None or attribute.refuse) and self._is_of_another(
                    module, load.obj, load.name
                ):
                    continue
                outcome = CallOutcome(method=attribute.to, template=attribute.rewrite, refuse=attribute.refuse,
                                      imports=attribute.imports) \
                    if attribute is not None else CallOutcome(
                        refuse=f"{type_.name}.{load.name} is not in the model {library.id}")  # fmt: skip
                waits = attribute is not None and attribute.read == "await"
                leaves.append(Leaf(library, type_, None, (obj.root,), load.name, outcome, waits))
        if getters or leaves:
            yield replace(use, special=_unique(getters), leaves=_merge(leaves))

    def _is_of_another(self, module: int, node: int, name: str) -> bool:
        """What is meant is an attribute of some class of the project, whose instances come here too."""
        held = (obj for _, obj in self.graph.held(module, node))
        return any(isinstance(obj, Inst) and self._has_attribute(obj, name) for obj in held)

    def _has_attribute(self, obj: Inst, name: str) -> bool:
        solver = self.graph.solver
        for item in solver.mro(obj.cls):
            cls = solver.objects[item]
            if isinstance(cls, Class) and solver.defines(cls, name):
                return True
            if (solver.ids.get(Inst(item), -1), name) in solver.fields:
                return True
        return False

    def _store(self, module: int, number: int, store: Store) -> Iterator[Use]:
        use = Use(
            "store", Site(module, "store", number), store.scope, store.line, store.column, f"….{store.name} ="
        )
        leaves = []
        setters = []
        if any(
            isinstance(obj, External | ExternalValue) and double_of(obj) is None
            for obj in self.graph.stored_on(module, number)
        ):
            # A connection may be kept on `flask.g` or a request; a function there is called by others.
            held = [obj for _, obj in self.graph.held(module, store.source) if not isinstance(obj, Lib)]
            yield from self._stream(replace(use, external=f"the attribute {store.name}"), held)
            yield from self._escapes(use, f"the attribute {store.name}", None, 0, held)
        for obj in self.graph.stored_on(module, number):
            if isinstance(obj, Func):
                setters.append((obj.module, obj.scope))
            elif isinstance(obj, Lib) and self._is_driver(obj):
                known = self.libraries.type_of(obj.type)
                assert known is not None
                library, type_ = known
                attribute = type_.attrs.get(store.name)
                if attribute is None and (
                    type_.others == "plain" or self._is_of_another(module, store.obj, store.name)
                ):
                    continue
                if attribute is None:
                    outcome = CallOutcome(
                        refuse=f"{type_.name}.{store.name} is not in the model {library.id}"
                    )
                else:
                    paths = [
                        item.path
                        for _, item in self.graph.held(module, store.source)
                        if isinstance(item, External)
                    ]
                    constant = NOT_CONSTANT if store.truth is None else store.truth
                    value = ArgView(0, dotted=paths[0] if paths else None, constant=constant)
                    outcome = evaluate_write(library, attribute, value)
                leaves.append(
                    Leaf(library, type_, None, (obj.root,), store.name, outcome, bool(outcome.awaited))
                )  # fmt: skip
        if leaves or setters:
            yield replace(use, special=_unique(setters), leaves=_merge(leaves))


def _merge(leaves: list[Leaf]) -> tuple[Leaf, ...]:
    """One leaf per member, with the roots of all receivers."""
    merged: dict[tuple[str, str, str], Leaf] = {}
    for leaf in leaves:
        key = (leaf.library.id, leaf.type.name if leaf.type is not None else "", leaf.name)
        before = merged.get(key)
        roots = leaf.roots if before is None else tuple(sorted({*before.roots, *leaf.roots}))
        merged[key] = replace(leaf, roots=roots)
    return tuple(merged.values())


def _unique(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))
