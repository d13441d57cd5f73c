"""From colours to edits: what is written at each use, file by file.

At most one edit per piece: what a call needs as a leaf, as an awaited call, as an offloaded one or as the
argument of `list(…)` is gathered before it becomes an `EditCall`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from asyncifier.decide import executor, limits, mapped
from asyncifier.decide.annotations import Annotations, AsyncType
from asyncifier.decide.colour import Colours, Painter
from asyncifier.decide.connections import Connections
from asyncifier.decide.constructors import Factory
from asyncifier.decide.doubles import (
    MOCK,
    AwaitedClass,
    AwaitedLambda,
    AwaitedMock,
    Doubles,
    RenamedSpecial,
    Told,
)
from asyncifier.decide.executor import Executor, Place
from asyncifier.decide.helper_names import with_free_names
from asyncifier.decide.lifetimes import closing_with, one_per_loop, until_shutdown
from asyncifier.decide.locals import TurnedLocals
from asyncifier.decide.locks import NEW_NAMES, TurnedLocks
from asyncifier.decide.names import NewGeneric, NewName, gives_awaitable, rename, with_twins
from asyncifier.decide.pins import CACHES, SPECIAL_RENAMES, UNITTEST_RENAMES, Pins
from asyncifier.decide.portal import RUN_CONTEXT, RUN_COROUTINE, RUN_ITERATOR, TEXT, find_portal, import_of
from asyncifier.decide.shared import Shared
from asyncifier.decide.stub_files import StubEdits, StubFiles
from asyncifier.decide.twins import imports_of, spelled, twin_calls
from asyncifier.decide.uses import COMPREHENSIBLE, DRIVES, SHORT_CIRCUITS, STACK_METHODS, Leaf, Use, Uses
from asyncifier.edits import (
    AddHelper,
    AddImports,
    ArgEdits,
    AsyncFor,
    AsyncWith,
    CloseAtEnd,
    Edit,
    EditCall,
    EditGeneric,
    ExtendExports,
    ListComprehension,
    MakeAsync,
    MakeFactory,
    MakeLater,
    Ref,
    RenameDef,
    ReplaceAssign,
    ReplaceExpr,
    RunInPlace,
    Shim,
    YieldFromLoop,
)
from asyncifier.facts.values import DECORATOR, Call, Fetch, Loop, PairedCalls, Reference, Scope
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.externals import EXIT_STACK
from asyncifier.graph.heap import Class, Closing, External, ExternalValue, Inst, Lib, Object, Root
from asyncifier.graph.solve import Site, declared_root
from asyncifier.hooks import CallOutcome, helpers_for, iteration_support
from asyncifier.library import Libraries, Library, LibraryType, Member, Refused
from asyncifier.plan import TextChange

_CONNECTION = AddHelper(
    "_connection",
    '''@contextlib.asynccontextmanager
async def _connection(conn):
    """Commits at the end of the block, rolls back on an exception, and closes."""
    try:
        yield conn
        await conn.commit()
    except BaseException:
        await conn.rollback()
        raise
    finally:
        await conn.close()
''',
)
_RUN = AddHelper(
    "_run",
    '''@functools.cache
def _loop():
    """The event loop of all synchronous entry points; connections that one of them opens serve the others."""
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop


def _run(coroutine):
    """What `coroutine` returns, for callers that can't await it."""
    return _loop().run_until_complete(coroutine)
''',
)
_NEXT = AddHelper(
    "_next",
    '''async def _next(items, *default):
    """`next` of an async generator from which nobody takes more."""
    async with contextlib.aclosing(items):
        return await anext(items, *default)
''',
)
_SHORT_CIRCUITS = {
    f"builtins.{name}": AddHelper(
        f"_{name}",
        f'''async def _{name}(items):
    """`{name}` of an async generator, from which it takes no more than it needs."""
    async with contextlib.aclosing(items):
        async for item in items:
            if {test}:
                return {name == "any"}
    return {name != "any"}
''',
    )
    for name, test in (("any", "item"), ("all", "not item"))
}
_LEFT_OPEN = {
    f"builtins.{name}": AddHelper(
        f"_{name}_of",
        f'''async def _{name}_of(items):
    """`{name}` of an async generator, from which others may take the rest."""
    async for item in items:
        if {test}:
            return {name == "any"}
    return {name != "any"}
''',
    )
    for name, test in (("any", "item"), ("all", "not item"))
}
_LRU_CACHE = AddHelper(
    "_lru_cache",
    '''def _lru_cache(maxsize=128, typed=False):
    """`functools.lru_cache` for a coroutine function: it keeps what was awaited."""

    def decorate(function):
        @functools.lru_cache(maxsize, typed)
        def place(*args, **kwargs):
            return []

        @functools.wraps(function)
        async def cached(*args, **kwargs):
            found = place(*args, **kwargs)
            if not found:
                found.append(await function(*args, **kwargs))
            return found[0]

        cached.cache_info, cached.cache_clear = place.cache_info, place.cache_clear
        cached.cache_parameters = place.cache_parameters
        return cached

    return decorate
''',
)
_EITHER = AddHelper(
    "_awaited",
    '''async def _awaited(value):
    """The value, or what it gives if it has to be awaited."""
    return await value if inspect.isawaitable(value) else value
''',
)
_UNITTEST = dict.fromkeys(("unittest.TestCase", "unittest.case.TestCase"), "unittest.IsolatedAsyncioTestCase")


@dataclass
class FileEdits:
    """What is gathered for one file."""

    calls: dict[int, EditCall] = field(default_factory=dict)
    gone: dict[int, EditCall] = field(default_factory=dict)
    """Calls that are not there any more, as parts of statements that went."""
    consumed: dict[int, str] = field(default_factory=dict)
    others: dict[Ref, Edit] = field(default_factory=dict)
    helpers: dict[str, AddHelper] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    """Imports of the project's own modules."""
    has_unused: bool = False
    """Imports of a library that nothing mentions go."""
    needs_async_mock: bool = False
    """`AsyncMock` is written in it, and is no name there yet."""
    from_portal: set[str] = field(default_factory=set)
    """What it needs of the module with the one event loop."""
    new_names: dict[int, NewName] = field(default_factory=dict)
    generics: list[NewGeneric] = field(default_factory=list)
    """Types whose arguments change."""
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, code, message): warnings."""

    imported_twins: list[tuple[int, int, str, bool]] = field(default_factory=list)
    """(import statement, its alias, new name, whether the old one stays)."""
    exported_twins: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (
            self.calls
            or self.others
            or self.new_names
            or self.generics
            or self.has_unused
            or self.imported_twins
            or self.exported_twins
        )


class EditWriter:
    """Gathers the edits of all files for one set of colours."""

    def __init__(
        self, graph: CallGraph, libraries: Libraries, uses: Uses, pins: Pins, painter: Painter, colours: Colours,
        offloads: Iterable[Use],
    ) -> None:  # fmt: skip
        self.graph = graph
        self.libraries = libraries
        self.uses = uses
        self.pins = pins
        self.painter = painter
        self.colours = colours
        self.offloads = list(offloads)
        self.connections = Connections(graph, uses)
        self.annotations = Annotations(graph, colours, painter.families)
        self.files: dict[int, FileEdits] = {}
        self.converted: dict[str, Library] = {}
        self.kept: set[str] = set()
        self.renamed: dict[FunctionId, str] = {}
        """The new names of methods that Python calls by name: `__aenter__`, `asyncSetUp`."""
        self.taken: dict[int | None, set[str]] = {}
        """The names that no new function may have: of a file, and under None of all."""
        self.notices: set[str] = set()
        """What has been told of a driver as a whole."""
        self.new_files: tuple[TextChange, ...] = ()
        self.executor: Executor | None = None
        self.in_threads: dict[Place, FunctionId] = {}
        """Each call that goes to a thread, with the function that waits for it."""
        self.locks, self.locals = TurnedLocks(), TurnedLocals()
        self.limit = 0
        self.limited: Mapping[tuple[int, int], int] = {}
        """The `with` statements in which a semaphore stands before the item at that position."""
        self.entered: set[tuple[int, int]] = set()
        """Calls that stand in a `with` item whose result is entered without await."""

    def file(self, module: int) -> FileEdits:
        return self.files.setdefault(module, FileEdits())

    def stub_files(self) -> Iterator[StubEdits]:
        """What is written in stub files, after `write`."""
        converted = [library for id_, library in self.converted.items() if id_ not in self.kept]
        made = frozenset(self.factories)
        stubs = StubFiles(self.graph, self.libraries, self.annotations, self.renamed, made, tuple(converted))
        return stubs.edits()

    def limit_connections(self, blocks: Mapping[tuple[int, int], int], limit: int) -> None:
        """Lets each of the `with` statements wait for its turn: see `limits`."""
        self.limited, self.limit = blocks, limit

    def write(self) -> dict[int, tuple[Edit, ...]]:
        """The edits by module."""
        self.find_libraries()
        self.colours.because.update(self.annotations.stubs())
        self.functions()
        self.with_statements()
        for use in self.turning_uses:
            self.one_use(use)
        blocking = self.colours.blocking
        assert blocking is not None
        for module, genexp in sorted(self.colours.list_comprehensions | blocking.list_comprehensions):
            at = Ref("genexp", genexp)
            self.file(module).others[at] = ListComprehension(at)
        for (module, number), consumer in sorted(
            {**blocking.short_circuits, **self.colours.short_circuits}.items()
        ):
            self.short_circuit(module, number, consumer)
        for use in self.offloads:
            self.offload(use)
        self.test_doubles()
        self.stop_handlers()
        self.twins()
        self.stacks()
        self.shared()
        self.cached()
        self.fuse()
        self.turn_locks()
        self.turn_locals()
        self.closes()
        self.decorators_and_annotations()
        self.error_attributes()
        self.library_names()
        for module in range(len(self.graph.modules)):
            if module not in self.files and self.unused_bindings(module, self.exported(module)):
                self.file(module).has_unused = True
        self.open_portal()
        return {
            module: self.finish(module)
            for module in sorted(self.files.keys() - self.uses.foreign)
            if not self.files[module].is_empty
        }

    # -- libraries --------------------------------------------------------------------------------------

    def enabled(self, leaf: Leaf) -> bool:
        return not any(self.painter.component(root) in self.colours.disabled for root in leaf.roots)

    @cached_property
    def turning_uses(self) -> tuple[Use, ...]:
        """All uses but those in functions that have no asynchronous form."""
        only = self.colours.kept.only
        if not only:
            return self.uses.all
        return tuple(use for use in self.uses.all if self.uses.owner(use.site.module, use.scope) not in only)

    def find_libraries(self) -> None:
        for use in self.uses.all:
            owner = self.uses.owner(use.site.module, use.scope)
            for leaf in use.leaves:
                if not self.enabled(leaf):
                    self.kept.add(leaf.library.id)
                    continue
                if leaf.waits and self.colours.kept.is_sync(owner):
                    self.kept.add(leaf.library.id)
                if owner in self.colours.kept.only:
                    continue
                if leaf.waits or leaf.type is not None:
                    self.converted[leaf.library.id] = leaf.library

    # -- definitions ------------------------------------------------------------------------------------

    @cached_property
    def factories(self) -> dict[FunctionId, Factory]:
        """How the constructors that turned are written."""
        constructors = self.pins.constructors
        return constructors.factories(self.colours.because) if constructors is not None else {}

    def functions(self) -> None:
        for function in sorted(self.colours.because):
            scope = self.graph.scope(function)
            factory = self.factories.get(function)
            if factory is not None:
                at = Ref("def", scope.number)
                self.file(function[0]).others[at] = MakeFactory(at, factory.create, factory.initializer)
                if factory.initializer is not None:
                    self.renamed[function] = factory.initializer
                continue
            if scope.kind == "genexp":
                continue  # what it iterates and awaits has its edits
            if scope.kind == "lambda":
                continue  # it gives what its caller awaits
            new_name = None
            cls = self.graph.class_of(function)
            if cls is not None:
                new_name = SPECIAL_RENAMES.get(scope.name)
                modelled = self.uses.modelled_function(function)
                if modelled is not None and modelled[2].to is not None:
                    new_name = modelled[2].to.rpartition(".")[2]
                if self.pins.is_unittest(cls):
                    new_name = UNITTEST_RENAMES.get(scope.name, new_name)
                    if new_name is not None:
                        self.rename_super_calls(function, scope.name, new_name)
            at = Ref("def", scope.number)
            file = self.file(function[0])
            twin = self.colours.kept.names.get(function)
            if scope.name == "__iter__" and not scope.is_generator:
                file.others[at] = RenameDef(
                    at, "__aiter__", twin is not None
                )  # gives the iterator, not awaited
                continue
            new_name = twin or new_name
            file.others[at] = MakeAsync(at, new_name, twin=twin is not None)
            if new_name is not None and twin is None:
                self.renamed[function] = new_name
            if function in self.graph.solver.stubs and twin is None:
                del file.others[at]  # `def rows(self) -> AsyncIterator[str]: ...` gives one without waiting
                if new_name is not None:
                    file.others[at] = RenameDef(at, new_name)
            for loop in self.graph.modules[function[0]].facts.loops if scope.is_generator else ():
                if loop.kind == "yieldfrom" and loop.scope == function[1]:
                    self.yield_from(*function, loop.number, asynchronous=False)  # unless a use says otherwise
            for number in scope.stops if not scope.is_generator else ():
                name = Ref("name", number)
                file.others[name] = ReplaceExpr(name, "StopAsyncIteration")
        for function in sorted(self.colours.shims.keys() - self.colours.bridging):
            scope = self.graph.scope(function)
            file = self.file(function[0])
            at = Ref("def", scope.number)
            if function in self.colours.in_place:
                file.others[at] = RunInPlace(at)
                file.from_portal |= self.helpers_in_place(function)
            elif self.colours.has_portal:
                file.others[at] = Shim(at, self.inner_name(function), RUN_COROUTINE)
                file.from_portal.add(RUN_COROUTINE)
            else:
                file.others[at] = Shim(at, self.inner_name(function))
                file.modules.append("asyncio")

    def open_portal(self) -> None:
        """The module with the event loop that synchronous callers share."""
        modules = [module for module, file in self.files.items() if file.from_portal]
        if not modules:
            return
        called = {function[0] for function in filter(self.pins.is_called_outside, self.colours.shims)}
        name, path = find_portal(self.graph, called or modules, self.painter.policy.portals)
        for module in modules:
            names = self.files[module].from_portal
            self.files[module].statements.append(import_of(self.graph, module, name, names))
        if path is not None:
            reason = f"runs coroutines for what is called synchronously from outside, in {len(modules)} files"
            self.new_files = (TextChange(path, None, TEXT, reason),)

    def helpers_in_place(self, function: FunctionId) -> set[str]:
        """What of the portal a function uses that runs each thing in place."""
        found = set()
        for use in self.uses.in_function.get(function, ()):
            if id(use) in self.colours.awaited:
                is_iterated = use.kind in (
                    "for",
                    "comp",
                    "yieldfrom",
                    "consume",
                ) and not use.external.endswith("next")
                found.add(
                    RUN_CONTEXT if use.kind == "with" else RUN_ITERATOR if is_iterated else RUN_COROUTINE
                )
        return found

    def inner_name(self, function: FunctionId) -> str:
        """The name of the coroutine function behind an entry point, which means nothing else where it stands."""
        taken = self.taken_names(function)
        inner = f"_{self.graph.scope(function).name}"
        while inner in taken:
            inner = f"{inner}_async"
        taken.add(inner)
        return inner

    def taken_names(self, function: FunctionId) -> set[str]:
        """The names of the file; for a method those of the project, as it may be inherited or overridden."""
        is_method = self.graph.class_of(function) is not None
        key = None if is_method else function[0]
        if key not in self.taken:
            modules = self.graph.modules if is_method else [self.graph.modules[function[0]]]
            names = {name for module in modules for scope in module.facts.scopes for name in scope.names}
            self.taken[key] = names | {store.name for module in modules for store in module.facts.stores}
        return self.taken[key]

    def rename_super_calls(self, function: FunctionId, old: str, new: str) -> None:
        for number, call in enumerate(self.graph.modules[function[0]].facts.calls):
            if call.text.endswith(f"().{old}") and self.uses.owner(function[0], call.scope) == function:
                edit = EditCall(Ref("call", number), method=new, awaited=True)
                self.file(function[0]).calls[number] = edit

    # -- with -------------------------------------------------------------------------------------------

    def with_statements(self) -> None:
        by_statement: dict[tuple[int, int], dict[int, Use]] = {}
        for use in self.turning_uses:
            if use.kind == "with" and not use.awaited:
                by_statement.setdefault((use.site.module, use.site.number), {})[use.position] = use
        statements = {
            (index, item.number): item
            for index, module in enumerate(self.graph.modules)
            for item in module.facts.withs
        }
        for key, items in by_statement.items():
            closed = [(position, "contextlib.closing({item})") for position, use in items.items()
                      if any(leaf.name == "closes" and self.enabled(leaf) for leaf in use.leaves)]  # fmt: skip
            waits = any(id(use) in self.colours.awaited for use in items.values())
            if not waits and not closed:
                continue
            statement = statements[key]
            at = Ref("with", statement.number)
            plain: list[int] = []
            templates: list[tuple[int, str]] = list(closed)
            inserts: list[tuple[int, str]] = []
            self.file(key[0]).modules.extend(["contextlib"] * bool(closed))
            for position, item in enumerate(statement.items):
                found = items.get(position)
                if found is None or id(found) not in self.colours.awaited:
                    plain.append(position)
                    continue
                self.closings(found)
                for leaf in found.leaves:
                    self.with_leaf(key[0], found, leaf, item.call, item.name, position, templates, inserts)
            before = ((self.limited[key], f"{limits.NAME}()"),) if key in self.limited else ()
            if before:
                file = self.file(key[0])
                self.support(file, (limits.helper(self.limit),), limits.MODULES)
            self.file(key[0]).others[at] = AsyncWith(
                at, plain=tuple(plain), templates=tuple(dict.fromkeys(templates)),
                insert_after=tuple(dict.fromkeys(inserts)), insert_before=before, keep_sync=not waits,
            )  # fmt: skip

    def closings(self, use: Use) -> None:
        """`contextlib.closing(conn)`, wherever what is entered here was made, awaits the close."""
        for _, obj in self.graph.targets(use.site):
            if isinstance(obj, Closing) and obj.closes:
                file = self.file(obj.module)
                file.modules.append("contextlib")
                callee = "contextlib.aclosing"
                closing_call = self.closing_call_of(obj)
                if closing_call != "await thing.aclose()":
                    helper = closing_with(closing_call)
                    file.helpers[helper.name] = helper
                    callee = helper.name
                file.calls[obj.number] = EditCall(Ref("call", obj.number), callee=callee)

    def closing_call_of(self, closing: Closing) -> str:
        """What `contextlib.closing` calls at the end, in the words of the new library: `await thing.aclose()`."""
        held = [self.graph.solver.objects[item] for item in self.graph.solver.points_to[closing.node]]
        known = [self.libraries.type_of(obj.type) for obj in held if isinstance(obj, Lib)]
        members = [item[1].methods.get("close") if item is not None else None for item in known]
        calls = {_call_of_member("thing", member) for member in members if member is not None}
        return calls.pop() if len(calls) == 1 and len(members) == len(held) else "await thing.close()"

    def with_leaf(
        self, module: int, use: Use, leaf: Leaf, call: int, name: str, position: int,
        templates: list[tuple[int, str]], inserts: list[tuple[int, str]],
    ) -> None:  # fmt: skip
        file = self.file(module)
        opens = self.opened_at(module, call, leaf)
        if leaf.name == "async":
            inner = self.leaf_of_call(module, call)
            if inner is not None and inner.member is not None and inner.member.call == "await_or_acm":
                self.entered.add((module, call))
            return
        if leaf.name != "commit" or leaf.type is None:
            return
        support = helpers_for("commit", leaf.library, leaf.type)
        fresh = call >= 0 and not set(leaf.roots) & self.connections.stored
        if fresh and set(leaf.roots) & self.connections.closed:
            fresh = not self.connections.closes_by_name(module, use.scope, name)
        if not fresh:
            self.support(file, support.helpers, support.imports)
            templates.append((position, support.template))
        elif opens is not None and opens.call == "await_or_acm" and name:
            # aiosqlite: entering closes at the end but does not commit
            self.entered.add((module, call))
            self.support(file, support.helpers, support.imports)
            inserts.append((position, support.template.replace("{item}", name)))
        elif opens is not None and opens.call == "await":
            pass  # psycopg: `async with await connect()` commits, rolls back and closes
        else:
            file.helpers[_CONNECTION.name] = _CONNECTION
            file.modules.append("contextlib")
            templates.append((position, "_connection({item})"))

    def support(self, file: FileEdits, helpers: Iterable[AddHelper], modules: Iterable[str]) -> None:
        for helper in helpers:
            file.helpers.setdefault(helper.name, helper)
        file.modules.extend(modules)

    def leaf_of_call(self, module: int, call: int) -> Leaf | None:
        for use in self.calls_by_number.get((module, call), ()):
            for leaf in use.leaves:
                if self.enabled(leaf):
                    return leaf
        return None

    def opened_at(self, module: int, call: int, leaf: Leaf):  # type: ignore[no-untyped-def]
        inner = self.leaf_of_call(module, call)
        return inner.member if inner is not None and inner.type is None else None

    @cached_property
    def calls_by_number(self) -> dict[tuple[int, int], list[Use]]:
        found: dict[tuple[int, int], list[Use]] = {}
        for use in self.turning_uses:
            if use.kind == "call":
                found.setdefault((use.site.module, use.site.number), []).append(use)
        return found

    # -- uses -------------------------------------------------------------------------------------------

    def one_use(self, use: Use) -> None:
        waits = id(use) in self.colours.awaited
        file_index, number = use.site.module, use.site.number
        leaves = [leaf for leaf in use.leaves if self.enabled(leaf) and not self.stays_with_file(use, leaf)]
        if use.kind == "call":
            self.call(use, leaves, waits)
        elif not waits and not leaves:
            return
        elif use.kind == "consume" and waits:
            self.consume(use)
        elif use.kind == "stack" and waits:
            self.on_stack(use, leaves)
        elif use.kind in ("for", "comp") and waits and not use.awaited:
            at = Ref(use.kind, number)
            closing = self.closing_name(use)
            if closing is not None:
                self.file(file_index).modules.append("contextlib")
            self.file(file_index).others[at] = AsyncFor(at, self.wrapped(use, leaves), closing)
        elif use.kind == "yieldfrom" and waits:
            template = self.wrapped(use, leaves)
            self.yield_from(file_index, use.scope, number, asynchronous=True, template=template)
        elif use.kind in ("mapped", "piped") and waits:
            self.mapped_call(use)
        elif use.kind == "drive" and waits:
            edit = EditCall(Ref("call", number), method=DRIVES[use.external], awaited=not use.awaited)
            self.file(file_index).calls[number] = edit
        elif use.kind == "cleanup" and waits:
            self.file(file_index).calls[number] = EditCall(Ref("call", number), method="addAsyncCleanup")
        elif use.kind == "store" and leaves:
            self.store(use, leaves[0])
        elif use.kind == "load" and leaves:
            self.load(use, leaves[0], waits and not use.awaited)

    def closing_name(self, use: Use) -> str | None:
        """The name for what a loop iterates that is left early, and that has to clean up then; else None."""
        facts = self.graph.modules[use.site.module].facts
        loop = self.loops_left_early[use.site.module].get(use.site.number) if use.kind == "for" else None
        if loop is None or not any(self.graph.scope(function).cleans_up for function in use.generators):
            return None
        if self.painter.policy.lowest_python < (3, 10):
            return None  # contextlib.aclosing came with Python 3.10
        name = f"_{use.text.rpartition('.')[2]}"
        name = name if name.isidentifier() else "_items"
        taken = {other for scope in facts.scopes for other in scope.names}
        while name in taken:
            name += "_"
        return name

    @cached_property
    def loops_left_early(self) -> list[dict[int, Loop]]:
        """For each file: the loops over a call's result that end before their time."""
        return [
            {loop.number: loop for loop in module.facts.loops if loop.kind == "for" and loop.leaves and loop.call >= 0}
            for module in self.graph.modules
        ]  # fmt: skip

    def on_stack(self, use: Use, leaves: list[Leaf]) -> None:
        """`stack.enter_context(x)` -> `await stack.enter_async_context(x)`, and its like."""
        file = self.file(use.site.module)
        args = ArgEdits()
        self.closings(use)
        for leaf in leaves:
            if use.external == "enter_context" and leaf.name == "commit" and leaf.type is not None:
                support = helpers_for("commit", leaf.library, leaf.type)
                self.support(file, support.helpers, support.imports)
                args = ArgEdits(replace=((0, support.template.replace("{item}", "{value}")),))
        file.calls[use.site.number] = EditCall(
            Ref("call", use.site.number),
            method=STACK_METHODS[use.external],
            args=args,
            awaited=use.external != "callback",
        )

    def stacks(self) -> None:
        """`contextlib.ExitStack()` -> `contextlib.AsyncExitStack()`, where one of its uses waits."""
        turned = {stack for use in self.colours.awaited.values() for stack in use.stacks}
        for stack in turned:
            made = self.uses.made_stack(stack)
            if made is not None:
                self.file(stack.module).new_names[made] = NewName("contextlib.AsyncExitStack")
        if turned and turned == set(self.uses.by_stack):
            for module, source in enumerate(self.graph.modules):
                for index, reference in enumerate(source.facts.references):
                    is_type = reference.role == "annotation" or reference.role.startswith("returns:")
                    if is_type and self.dotted(module, reference) == EXIT_STACK:
                        self.file(module).new_names[index] = NewName("contextlib.AsyncExitStack")

    def turn_locks(self) -> None:
        """`threading.Lock()` -> `asyncio.Lock()`, and what takes it waits for it."""
        for made in sorted(self.locks.made):
            call = self.graph.modules[made.module].facts.calls[made.number]
            for index in self.references_at(made.module, call.line, call.column, call.scope):
                if (
                    self.dotted(made.module, self.graph.modules[made.module].facts.references[index])
                    == made.path
                ):
                    self.file(made.module).new_names[index] = NewName(NEW_NAMES[made.path])
        for module, number in sorted(self.locks.acquired):
            calls = self.file(module).calls
            before = calls.get(number, EditCall(Ref("call", number)))
            calls[number] = replace(before, awaited=True)
        for module, number, position in sorted(self.locks.items):
            at = Ref("with", number)
            edit = self.file(module).others.get(at)
            if not isinstance(edit, AsyncWith) or edit.keep_sync:
                statement = next(
                    item for item in self.graph.modules[module].facts.withs if item.number == number
                )
                plain = tuple(range(len(statement.items)))
                known = edit if isinstance(edit, AsyncWith) else AsyncWith(at)
                edit = replace(known, plain=plain, keep_sync=False)
            plain = tuple(item for item in edit.plain if item != position)
            self.file(module).others[at] = replace(edit, plain=plain)
        for module, source in enumerate(self.graph.modules if self.locks.every and self.locks.made else ()):
            for index, reference in enumerate(source.facts.references):
                is_type = reference.role == "annotation" or reference.role.startswith("returns:")
                if is_type and (dotted := self.dotted(module, reference)) in self.locks.every:
                    self.file(module).new_names[index] = NewName(NEW_NAMES[dotted])

    def turn_locals(self) -> None:
        """`local = threading.local()` -> `local = contextvars.ContextVar("local")`, and its users."""
        for made, name in sorted(self.locals.made.items()):
            call = self.graph.modules[made.module].facts.calls[made.number]
            for index in self.references_at(made.module, call.line, call.column, call.scope):
                self.file(made.module).new_names[index] = NewName("contextvars.ContextVar")
            at = Ref("call", made.number)
            self.file(made.module).calls[made.number] = EditCall(at, template=f'{{func}}("{name}")')
        for module, number in sorted(self.locals.loads):
            at = Ref("attr", number)
            self.file(module).others[at] = ReplaceExpr(at, "{self}.get()")
        for module, number in sorted(self.locals.stores):
            at = Ref("assign", number)
            self.file(module).others[at] = ReplaceAssign(at, "{self}.set({value})", awaited=False)
        for (module, number), template in sorted(self.locals.calls.items()):
            self.file(module).calls[number] = EditCall(Ref("call", number), template=template)
            self.file(module).modules.extend(["contextvars"] * ("contextvars" in template))

    def wrapped(self, use: Use, leaves: Sequence[Leaf]) -> str | None:
        """`_rows({item})`, for what can't be iterated by itself; None where it can."""
        libraries = {leaf.library.id: leaf.library for leaf in leaves if leaf.name == "wrapped"}
        if len(libraries) != 1:
            return None
        support = iteration_support(libraries.popitem()[1])
        self.support(self.file(use.site.module), support.helpers, support.imports)
        return f"{support.helpers[0].name}({{item}})"

    def yield_from(
        self, module: int, scope: int, number: int, *, asynchronous: bool, template: str | None = None
    ) -> None:
        at = Ref("yieldfrom", number)
        names = self.graph.modules[module].facts.scopes[scope].names
        variable = "item"
        while variable in names:
            variable += "_"
        self.file(module).others[at] = YieldFromLoop(at, variable, asynchronous, template)

    def call(self, use: Use, leaves: list[Leaf], waits: bool) -> None:
        module, number = use.site.module, use.site.number
        bridged = use in self.colours.bridges
        edit = EditCall(Ref("call", number))
        for leaf in leaves:
            outcome = leaf.outcome
            file = self.file(module)
            self.support(file, outcome.helpers, outcome.imports)
            for warning in outcome.warnings:
                file.notes.append((use.line, "ASY310", warning))
            for notice in outcome.notices:
                if notice not in self.notices:
                    file.notes.append((use.line, "ASY311", notice))
                    self.notices.add(notice)
            helper_names = {helper.name for helper in outcome.helpers}
            edit = replace(
                edit,
                callee=outcome.callee if outcome.callee in helper_names else None,
                method=outcome.method,
                args=outcome.args,
                template=self.set_up(use, outcome),
                awaited=edit.awaited
                or (bool(outcome.awaited) and waits and (module, number) not in self.entered),
            )
            if leaf.member is not None and leaf.member.call == "block" and waits:
                template = self.in_thread(module, self.graph.modules[module].facts.calls[number])
                edit = replace(edit, template=template, awaited=True)
        if not leaves and waits and not bridged:
            edit = replace(edit, awaited=True, method=self.new_method(use))
        if use in self.colours.either:
            edit = replace(edit, template=f"{_EITHER.name}({{call}})")
            self.support(self.file(module), (_EITHER,), ("inspect",))
        if waits and use.classes:
            create = next(item.create for item in self.factories.values() if item.create is not None)
            edit = replace(edit, callee=f"{{func}}.{create}", awaited=not bridged)
        if use.awaited or self.painter.is_handed_on(use):
            edit = replace(edit, awaited=False)
        if bridged:
            call = edit.template or "{call}"
            owner = self.uses.owner(module, use.scope)
            if self.colours.has_portal:
                edit = replace(edit, template=f"{RUN_COROUTINE}({call})")
                self.file(module).from_portal.add(RUN_COROUTINE)
            elif owner in self.colours.bridging:
                edit = replace(edit, template=f"{_RUN.name}({call})")
                self.support(self.file(module), (_RUN,), ("asyncio", "atexit", "functools"))
            else:
                edit = replace(edit, template=f"asyncio.run({call})")
                self.file(module).modules.append("asyncio")
        if edit != EditCall(Ref("call", number)):
            before = self.file(module).calls.get(number)
            if before is not None and before.callee is not None:
                edit = replace(edit, callee=before.callee)
            if before is not None and edit.method is None:
                edit = replace(edit, method=before.method)
            self.file(module).calls[number] = edit

    def set_up(self, use: Use, outcome: CallOutcome) -> str | None:
        """The template, with what it needs at the start of the function; in its own place where that can't stand."""
        if outcome.setup is None or outcome.template is None:
            return outcome.template
        name, _, value = (part.strip() for part in outcome.setup.partition("="))
        module = use.site.module
        scope = self.graph.scope(self.uses.owner(module, use.scope))
        at = Ref("def", scope.number)
        function = self.file(module).others.get(at)
        is_free = not any(name in other.names for other in self.graph.modules[module].facts.scopes)
        if scope.kind == "function" and isinstance(function, MakeAsync) and is_free:
            setup = tuple(dict.fromkeys((*function.setup, outcome.setup)))
            self.file(module).others[at] = replace(function, setup=setup)
            return outcome.template
        return re.sub(rf"(?<![\w.{{]){re.escape(name)}\b", lambda _: value, outcome.template)

    def new_method(self, use: Use) -> str | None:
        """`super().setUp()` -> `super().asyncSetUp()`, where that is what the method is called now."""
        name = use.text.rpartition(".")[2]
        found = {
            new
            for function in use.functions
            if (new := self.renamed.get(function)) is not None and self.graph.scope(function).name == name
        }
        return found.pop() if len(found) == 1 and "." in use.text else None

    def consume(self, use: Use) -> None:
        """`list(cursor)` -> `[item async for item in cursor]`, and its like."""
        file = self.file(use.site.module)
        call = self.graph.modules[use.site.module].facts.calls[use.site.number]
        if use.external == "builtins.next" and self.is_left_open(use, call):
            self.support(file, (_NEXT,), ("contextlib",))
            edit = EditCall(Ref("call", use.site.number), callee=_NEXT.name, awaited=True)
        elif use.external == "builtins.next":
            args = ", ".join(self.argument_names(call))
            edit = EditCall(Ref("call", use.site.number), template=f"anext({args})", awaited=True)
        elif use.external in SHORT_CIRCUITS and not use.leaves and not use.special:
            if call.args[0].dotted:
                helper = _LEFT_OPEN[use.external]
                self.support(file, (helper,), ())
                file.calls[use.site.number] = EditCall(
                    Ref("call", use.site.number), callee=helper.name, awaited=True
                )
                return
            self.short_circuit(use.site.module, use.site.number, use.external)
            return
        elif (method := self.all_at_once(use)) is not None:
            args = ", ".join([f"await {{0}}.{method}()", *self.argument_names(call)[1:]])
            is_list = use.external == "builtins.list"
            edit = EditCall(
                Ref("call", use.site.number),
                template=f"{{0}}.{method}()" if is_list else f"{{func}}({args})",
                awaited=is_list,
            )
        elif use.external == "builtins.list" and len(call.args) == 1:
            edit = EditCall(Ref("call", use.site.number), template="[item async for item in {0}]")
        else:
            args = ", ".join(["[item async for item in {0}]", *self.argument_names(call)[1:]])
            edit = EditCall(Ref("call", use.site.number), template=f"{{func}}({args})")
        file.calls[use.site.number] = edit

    def is_left_open(self, use: Use, call: Call) -> bool:
        """`next(rows())` of a generator that has to clean up: nothing else could close it."""
        cleans_up = any(self.graph.scope(function).cleans_up for function in use.generators)
        return cleans_up and not call.args[0].dotted and not use.leaves and not use.special

    @staticmethod
    def all_at_once(use: Use) -> str | None:
        """The method that gives what is iterated as a list, when all that it can be has the same."""
        if use.generators or use.special:
            return None
        methods = {leaf.type.all_at_once if leaf.type is not None else None for leaf in use.leaves}
        return methods.pop() if len(methods) == 1 else None

    def short_circuit(self, module: int, number: int, consumer: str) -> None:
        """`any(generator)` -> `await _any(generator)`; `next(generator)` -> `await anext(generator)`."""
        file = self.file(module)
        if consumer == "builtins.next":
            args = ", ".join(self.argument_names(self.graph.modules[module].facts.calls[number]))
            file.calls[number] = EditCall(Ref("call", number), template=f"anext({args})", awaited=True)
            return
        helper = _SHORT_CIRCUITS[consumer]
        self.support(file, (helper,), ("contextlib",))
        file.calls[number] = EditCall(Ref("call", number), callee=helper.name, awaited=True)

    def mapped_call(self, use: Use) -> None:
        """`list(map(f, xs))` -> `[await f(item) for item in xs]`, and its like; see `mapped`."""
        module, number = use.site.module, use.site.number
        file, facts = self.file(module), self.graph.modules[module].facts
        form = self.painter.mapped.form(use)
        assert form is not None
        at = Ref("call", number)
        if use.kind == "piped" and use.external not in COMPREHENSIBLE:
            self.piped_call(use, form)
            return
        if form.how == "helper":
            helper, needed = mapped.HELPERS[use.external]
            self.support(file, (helper,), (needed,))
            before = file.calls.get(number, EditCall(at))
            args = [
                f"{{{position}}}" for position, arg in enumerate(facts.calls[number].args) if not arg.keyword
            ]
            if len(args) > 1 and use.external != "functools.reduce":  # `min(a, b, key=f)`
                names = ", ".join(
                    f"{arg.keyword}={{{arg.keyword}}}" for arg in facts.calls[number].args if arg.keyword
                )
                before = replace(before, template=f"{{func}}(({', '.join(args)}), {names})")
            file.calls[number] = replace(before, callee=helper.name, awaited=True)
            return
        text = mapped.comprehension(
            use,
            facts.calls[number],
            form,
            self.free_name(module, "item"),
            awaits=(module, number) in self.with_waiting["mapped"],
            asynchronous=(module, number) in self.with_waiting["piped"],
        )
        file.calls[number] = EditCall(at, template=text)
        if form.how == "generator":
            self.short_circuit(module, form.consumer, form.path)
        elif form.loop is not None:
            self.loop_over(module, form.loop)
        elif form.path in ("builtins.list", "builtins.set") and len(facts.calls[form.consumer].args) == 1:
            file.calls[form.consumer] = EditCall(Ref("call", form.consumer), template="{0}")

    @cached_property
    def with_waiting(self) -> dict[str, frozenset[tuple[int, int]]]:
        """The calls (module, number) with a use that waits, of each of these kinds."""
        return {
            kind: frozenset(
                (use.site.module, use.site.number)
                for use in self.colours.awaited.values()
                if use.kind == kind
            )
            for kind in ("mapped", "piped")
        }

    def loop_over(self, module: int, loop: Loop) -> None:
        """What the loop or the clause iterates became asynchronous."""
        if loop.kind == "yieldfrom":
            self.yield_from(module, loop.scope, loop.number, asynchronous=True)
        else:
            at = Ref(loop.kind, loop.number)
            self.file(module).others[at] = AsyncFor(at)

    def piped_call(self, use: Use, form: mapped.Form) -> None:
        """`list(zip(rows(), names))` -> `[item async for item in _zip(rows(), names)]`, and its like."""
        module, number = use.site.module, use.site.number
        file, facts = self.file(module), self.graph.modules[module].facts
        helper = mapped.PIPED[use.external]
        needed = ["itertools"] if helper is mapped.ISLICE else []
        if use.external == "builtins.enumerate" and self.painter.mapped.is_closed(use):
            helper, needed = mapped.ENUMERATE, ["contextlib"]
        self.support(file, (helper,), needed)
        file.calls[number] = EditCall(Ref("call", number), callee=helper.name)
        if form.loop is not None:
            self.loop_over(module, form.loop)
        elif form.how == "generator":
            self.short_circuit(module, form.consumer, form.path)
        else:
            variable = self.free_name(module, "item")
            gathered = f"[{variable} async for {variable} in {{0}}]"
            args = ", ".join([gathered, *self.argument_names(facts.calls[form.consumer])[1:]])
            alone = form.path == "builtins.list" and len(facts.calls[form.consumer].args) == 1
            before = file.calls.get(form.consumer, EditCall(Ref("call", form.consumer)))
            template = gathered if alone else f"{{func}}({args})"
            file.calls[form.consumer] = replace(before, template=template)

    def free_name(self, module: int, name: str) -> str:
        """The name, or one like it, that nothing else in the file has."""
        taken = {other for scope in self.graph.modules[module].facts.scopes for other in scope.names}
        while name in taken:
            name += "_"
        return name

    def stop_handlers(self) -> None:
        """`except StopIteration` around what now ends in StopAsyncIteration."""
        ended = {module: self.ending_calls(module) for module in range(len(self.graph.modules))}
        lets_out = any(ended.values())
        for module, source in enumerate(self.graph.modules) if lets_out else ():
            for handler in source.facts.stop_handlers:
                inside = range(*handler.calls)
                calls = self.file(module).calls if module in self.files else {}
                here = [number for number in inside if number in ended[module]]
                others = [
                    number
                    for number in inside
                    if (number in calls and calls[number].awaited and number not in here)
                    or (source.facts.calls[number].text == "next" and number not in here)
                ]
                if not here and not any(number in calls for number in others):
                    continue
                text = "(StopIteration, StopAsyncIteration)" if others else "StopAsyncIteration"
                at = Ref("name", handler.number)
                self.file(module).others[at] = ReplaceExpr(at, text)

    def ending_calls(self, module: int) -> set[int]:
        """The calls of a file that raise StopAsyncIteration at the end of a generator."""
        found = {
            use.site.number
            for use in self.colours.awaited.values()
            if use.site.module == module
            and (use.kind == "drive" or (use.kind == "consume" and use.external == "builtins.next"))
        }
        return found | {
            number
            for (index, number), consumer in self.colours.short_circuits.items()
            if index == module and consumer == "builtins.next"
        }

    @staticmethod
    def argument_names(call: Call) -> list[str]:
        names = []
        position = 0
        for arg in call.args:
            if arg.keyword:
                names.append(f"{arg.keyword}={{{arg.keyword}}}")
            else:
                names.append(f"{{{position}}}")
                position += 1
        return names

    def store(self, use: Use, leaf: Leaf) -> None:
        outcome = leaf.outcome
        store = self.graph.modules[use.site.module].facts.stores[use.site.number]
        if outcome.template is None or store.number < 0:
            return
        at = Ref("assign", store.number)
        template = outcome.template.removeprefix("await ")
        for place, text in outcome.args.replace:
            if place == 0:
                template = template.replace("{value}", text)
        file = self.file(use.site.module)
        self.support(file, outcome.helpers, outcome.imports)
        file.others[at] = ReplaceAssign(at, template, bool(outcome.awaited))

    def load(self, use: Use, leaf: Leaf, awaited: bool) -> None:
        if use.site.number < 0:
            return
        at = Ref("attr", use.site.number)
        name = leaf.outcome.method or leaf.name
        text = leaf.outcome.template or f"{{self}}.{name}"
        if awaited or text != f"{{self}}.{leaf.name}":
            file = self.file(use.site.module)
            self.support(file, leaf.outcome.helpers, leaf.outcome.imports)
            file.others[at] = ReplaceExpr(at, text, awaited)

    def offload(self, use: Use) -> None:
        number = use.site.number
        file = self.file(use.site.module)
        call = self.graph.modules[use.site.module].facts.calls[number]
        file.calls[number] = EditCall(
            Ref("call", number),
            template=self.in_thread(use.site.module, call),
            awaited=not self.painter.is_handed_on(use),
        )

    def in_thread(self, module: int, call: Call) -> str:
        """The template that runs the call in a thread; what it needs is added to the file."""
        self.in_threads[module, call.line, call.column] = self.uses.owner(module, call.scope)
        if self.executor is None:
            runner = "asyncio.to_thread"
            self.file(module).modules.append("asyncio")
        else:
            runner = executor.NAME
            self.support(self.file(module), (self.executor.helper,), executor.MODULES)
        return f"{runner}({{func}}, {{args}})" if call.args else f"{runner}({{func}})"

    # -- twins ------------------------------------------------------------------------------------------

    def twins(self) -> None:
        """`load()` -> `load_async()`, where the asynchronous form is meant, and the imports of the new name."""
        kept = self.colours.kept
        renamed: dict[tuple[int, int], set[tuple[int, int]]] = {}
        for module, number, functions in twin_calls(self.graph, self.uses, self.colours):
            call = self.graph.modules[module].facts.calls[number]
            new = spelled(self.graph, module, number, functions, kept)
            assert new is not None
            file = self.file(module)
            edit = file.calls.get(number, EditCall(Ref("call", number)))
            by_method = "." in call.text
            file.calls[number] = replace(edit, method=new) if by_method else replace(edit, callee=new)
            for function in functions:
                renamed.setdefault(function, set()).add((module, number))
        for function, new in sorted(kept.names.items()):
            if self.graph.scope(function).parent == 0:
                self.import_twin(function, new, renamed.get(function, set()))

    def import_twin(self, function: FunctionId, new: str, calls: set[tuple[int, int]]) -> None:
        """The new name where the old one is imported and called, handed on or exported."""
        name = self.graph.scope(function).name
        homes = {function[0]}
        for module, index in imports_of(self.graph, [function]):
            facts = self.graph.modules[module].facts
            binding = facts.bindings[index]
            here = {
                (facts.calls[number].line, facts.calls[number].column)
                for owner, number in calls
                if owner == module
            }
            references = [item for item in facts.references if item.binding == index]
            called = [item for item in references if (item.line, item.column) in here and item.role == "call"]
            exported = self.imported_from.get(self.graph.modules[module].name, set())
            is_handed_on = binding.scope == 0 and (
                binding.name in exported
                or self.graph.modules[module].is_package
                or name in (facts.exports or ())
            )
            if not called and not is_handed_on:
                continue
            copied = any(self.stands_in_twin(module, item.scope) for item in called)
            keeps = is_handed_on or copied or len(called) < len(references)
            self.file(module).imported_twins.append((binding.statement, binding.alias, new, keeps))
            if binding.scope == 0:
                homes.add(module)
        for module in homes:
            if name in (self.graph.modules[module].facts.exports or ()):
                self.file(module).exported_twins.append((name, new))

    def stands_in_twin(self, module: int, scope: int) -> bool:
        """What stands there stands in a synchronous form as well."""
        scopes = self.graph.modules[module].facts.scopes
        while scope > 0:
            if (module, scope) in self.colours.kept.names:
                return True
            scope = scopes[scope].parent
        return False

    # -- test doubles -----------------------------------------------------------------------------------

    def test_doubles(self) -> None:
        """Mocks and the like that have to be awaited now: see `doubles`."""
        doubles = Doubles(self.graph, self.libraries, self.uses, self.painter.replaced, self.colours)
        for change in doubles.changes(frozenset(self.converted)):
            file = self.file(change.module)
            facts = self.graph.modules[change.module].facts
            match change:
                case Told(line=line, message=message):
                    file.notes.append((line, "ASY502", message))
                case RenamedSpecial(attr=number, name=name):
                    file.others[Ref("attr", number)] = ReplaceExpr(Ref("attr", number), f"{{self}}.{name}")
                case AwaitedMock(number=number, methods=()):
                    self.mock_class(change.module, number)
                case AwaitedMock(number=number, methods=methods):
                    made = self.async_mock(change.module, facts.calls[number].text)
                    self.edit_arguments(
                        change.module, number, ArgEdits(add=tuple((name, f"{made}()") for name in methods))
                    )
                case AwaitedLambda(number=number, place=place):
                    made = self.async_mock(change.module)
                    edits = ArgEdits(replace=((place, f"{made}(side_effect={{value}})"),))
                    self.edit_arguments(change.module, number, edits)
                case AwaitedClass(number=number):
                    edits = ArgEdits(replace=(("new_callable", self.async_mock(change.module)),))
                    self.edit_arguments(change.module, number, edits)

        for module, file in self.files.items():
            if file.needs_async_mock:
                self.import_async_mock(module)

    def edit_arguments(self, module: int, number: int, edits: ArgEdits) -> None:
        before = self.file(module).calls.get(number, EditCall(Ref("call", number)))
        args = replace(
            before.args,
            add=(*before.args.add, *edits.add),
            replace=(*before.args.replace, *edits.replace),
        )
        self.file(module).calls[number] = replace(before, args=args)

    def mock_class(self, module: int, number: int) -> None:
        """`MagicMock()` -> `AsyncMock()`."""
        call = self.graph.modules[module].facts.calls[number]
        found = [
            index
            for index in self.references_at(module, call.line, call.column, call.scope)
            if self.dotted(module, self.graph.modules[module].facts.references[index]).startswith(MOCK)
        ]
        if found:
            self.file(module).new_names[found[0]] = NewName(f"{MOCK}.AsyncMock")
        else:
            callee = self.async_mock(module, call.text)
            before = self.file(module).calls.get(number, EditCall(Ref("call", number)))
            self.file(module).calls[number] = replace(before, callee=callee)

    def async_mock(self, module: int, like: str = "") -> str:
        """How `AsyncMock` is written in a file: `mock.AsyncMock` beside `mock.MagicMock`."""
        if "." in like:
            return f"{like.rpartition('.')[0]}.AsyncMock"
        facts = self.graph.modules[module].facts
        for binding in facts.bindings:
            if binding.scope == 0 and self.binding_target(module, binding.target) == f"{MOCK}.AsyncMock":
                return binding.name
        for binding in facts.bindings if not like else ():
            if binding.scope == 0 and self.binding_target(module, binding.target) == MOCK:
                return binding.name + ".AsyncMock"
        self.file(module).needs_async_mock = True
        return "AsyncMock"

    def import_async_mock(self, module: int) -> None:
        """Where no name that becomes `AsyncMock` brings its import along."""
        file, facts = self.file(module), self.graph.modules[module].facts
        renamed = [
            facts.bindings[facts.references[index].binding]
            for index, name in file.new_names.items()
            if name.dotted == f"{MOCK}.AsyncMock"
        ]
        if not any(self.binding_target(module, binding.target).startswith(f"{MOCK}.") for binding in renamed):
            file.statements.append(f"from {MOCK} import AsyncMock")

    # -- calls that go in pairs -------------------------------------------------------------------------

    def fuse(self) -> None:
        """`cur.execute(q)` and `cur.fetchone()` -> `await conn.fetchrow(q)`, where nothing else happens to `cur`."""
        for module, source in enumerate(self.graph.modules):
            for paired in source.facts.paired_calls:
                made = self.only_leaf(module, paired.call)
                type_ = self.made_by(made)
                if made is None or type_ is None or not type_.fuse or self.is_spelled_anew(module, paired):
                    continue
                handled = {*made.outcome.args.drop, *_named(made.outcome.args)}
                if len(handled) < len(source.facts.calls[paired.call].args):
                    continue  # it was made with something that the other call does not take
                edits = [self.fused(module, paired.receiver, fetch, made, type_) for fetch in paired.fetches]
                if all(edits):
                    self.take_out(module, paired)
                    file = self.file(module)
                    for run, fetched in filter(None, edits):
                        file.calls[run.at.number] = run
                        if isinstance(fetched, EditCall):
                            file.calls[fetched.at.number] = fetched
                        elif fetched is not None:
                            file.others[fetched.at] = fetched

    def is_spelled_anew(self, module: int, paired: PairedCalls) -> bool:
        """Another edit changes how the object is read that the pairs of calls go to."""
        edited = self.file(module).others
        return any(Ref(kind, number) in edited for kind, number in paired.read)

    def made_by(self, leaf: Leaf | None) -> LibraryType | None:
        """The type of what a method gives to its caller."""
        if leaf is None or leaf.type is None or leaf.member is None or leaf.outcome.refuse is not None:
            return None
        return leaf.library.types.get(leaf.member.returns or "")

    def only_leaf(self, module: int, call: int) -> Leaf | None:
        """The library call, if the call can be nothing else."""
        uses = self.calls_by_number.get((module, call), ())
        if len(uses) != 1 or len(uses[0].leaves) != 1 or not self.enabled(uses[0].leaves[0]):
            return None
        use = uses[0]
        return None if use.functions or use.constructors or use.plain or use.unresolved else use.leaves[0]

    def fused(
        self, module: int, receiver: str, fetch: Fetch, made: Leaf, type_: LibraryType
    ) -> tuple[EditCall, EditCall | ReplaceExpr | None] | None:
        """The edits of both calls; None where they can't be one."""
        leaf = self.only_leaf(module, fetch.run)
        edit = self.file(module).calls.get(fetch.run)
        if (
            leaf is None
            or leaf.type is not type_
            or edit is None
            or leaf.outcome.method
            or leaf.outcome.template
        ):
            return None
        way = {"call": fetch.method, "first": f"{fetch.method}()[0]", "iter": "for"}.get(fetch.kind, "")
        new = type_.fuse.get(f"{leaf.name} {way}".strip())
        if new is None:
            return None
        run = replace(edit, callee=f"{receiver}.{new}")
        if not fetch.kind:
            return run, None
        run = replace(run, args=_with_all(edit.args, made.outcome.args))
        name = f"_fetched_{fetch.run}"
        run = replace(run, into=name, into_first=fetch.kind == "first")
        if fetch.kind == "iter":
            return run, ReplaceExpr(Ref("name", fetch.number), name)
        read = self.only_leaf(module, fetch.number)
        if read is None or read.type is not type_ or read.outcome.refuse is not None:
            return None
        return run, EditCall(Ref("call", fetch.number), template=name)

    def take_out(self, module: int, paired: PairedCalls) -> None:
        """The object is not made any more."""
        file = self.file(module)
        at = Ref("with", paired.statement)
        edit = file.others.get(at, AsyncWith(at, keep_sync=True))
        assert isinstance(edit, AsyncWith)
        plain = tuple(item for item in edit.plain if item != paired.item)
        file.others[at] = replace(edit, plain=plain, dropped=(*edit.dropped, paired.item))
        made = file.calls.pop(paired.call, EditCall(Ref("call", paired.call)))
        everything = tuple(place for place, _ in made.args.replace)
        file.gone[paired.call] = replace(made, args=replace(made.args, drop=(*made.args.drop, *everything)))

    # -- lifetimes --------------------------------------------------------------------------------------

    def shared(self) -> None:
        """`conn = connect()` at the top of a module -> `async def conn()`, and its readers wait for it."""
        for shared in self.colours.shared:
            file = self.file(shared.module)
            at = Ref("assign", shared.value.assign)
            helper = one_per_loop(self.closing_of(shared))
            file.others[at] = MakeLater(
                at, shared.value.name, helper.name, shared.value.count, shared.value.exits
            )  # fmt: skip
            self.support(file, (helper,), ("asyncio", "functools", "weakref"))
            for load in shared.loads:
                kind, number = load.site.kind, load.site.number
                text = f"{{self}}.{load.text.rpartition('.')[2]}" if kind == "attr" else load.text
                self.file(load.site.module).others[Ref(kind, number)] = ReplaceExpr(
                    Ref(kind, number), f"await {text}()"
                )

    def keep_until_shutdown(self, use: Use, name: str, opened: LibraryType) -> None:
        """`conn = connect()` for a `global conn` -> `conn = await _until_shutdown(connect(), "conn")`."""
        file = self.file(use.site.module)
        helper = until_shutdown(_closing_call("thing", opened))
        self.support(file, (helper,), ())
        edit = file.calls[use.site.number]
        text = f'{helper.name}({edit.template or "{call}"}, "{name}")'
        file.calls[use.site.number] = replace(edit, template=text)

    def cached(self) -> None:
        """`@lru_cache` on a function that opens the one connection -> `@_one_per_loop`; on another `@_lru_cache()`."""
        makers = self.pins.cached_makers & self.colours.because.keys()
        results = self.pins.cached_results & self.colours.because.keys()
        for module in sorted({function[0] for function in makers | results}):
            facts = self.graph.modules[module].facts
            calls = {
                (call.line, call.column): number
                for number, call in enumerate(facts.calls)
                if call.flags & DECORATOR
            }
            for reference in facts.references:
                if self.dotted(module, reference) not in CACHES:
                    continue
                function = self.decorated_by(module, reference)
                call = calls.get((reference.line, reference.column), -1)
                if not (call >= 0 or reference.role == "decorator"):
                    continue
                file = self.file(module)
                if function in results:
                    self.support(file, (_LRU_CACHE,), ("functools",))
                    at = Ref(reference.kind, reference.number)
                    all_kept = "maxsize=None" if self.dotted(module, reference) == "functools.cache" else ""
                    if call >= 0:
                        file.calls[call] = EditCall(Ref("call", call), callee=_LRU_CACHE.name)
                    else:
                        file.others[at] = ReplaceExpr(at, f"{_LRU_CACHE.name}({all_kept})")
                if function not in makers:
                    continue
                helper = one_per_loop(self.closing_of_cached(function))
                self.support(file, (helper,), ("asyncio", "functools", "weakref"))
                if call >= 0:
                    file.calls[call] = EditCall(Ref("call", call), template=helper.name)
                else:
                    at = Ref(reference.kind, reference.number)
                    file.others[at] = ReplaceExpr(at, helper.name)

    def closing_of_cached(self, function: FunctionId) -> str:
        """What closes the one connection that a cached function opens, if it opens one itself."""
        returned = self.graph.held(function[0], self.graph.scope(function).returned)
        mine = self.connections.opened_by.get(function, frozenset())
        return self.closing_call([obj for _, obj in returned if not isinstance(obj, Lib) or obj.root in mine])

    def closing_of(self, shared: Shared) -> str:
        """What closes the value, called `thing`; empty where nothing has to be closed."""
        node = self.graph.modules[shared.module].facts.scopes[0].names[shared.value.name]
        held = self.graph.held(shared.module, node)
        return self.closing_call(
            [obj for _, obj in held if not isinstance(obj, Lib) or self.is_opened_in(obj.root, shared)]
        )

    def closing_call(self, objects: Iterable[Object]) -> str:
        """The statement that closes what `thing` may be; empty where it differs, or nothing has to be closed."""
        found = set()
        for obj in objects:
            known = self.libraries.type_of(obj.type) if isinstance(obj, Lib) else None
            if known is not None and known[1].closes:
                found.add(_closing_call("thing", known[1]))
            if isinstance(obj, Inst):
                method = self.connections.closing_method(obj)
                if method is not None:
                    awaited = "await " if self.colours.is_async(method) else ""
                    found.add(f"{awaited}thing.{self.graph.scope(method).name}()")
        return found.pop() if len(found) == 1 else ""

    def closes(self) -> None:
        """Connections that only the garbage collector closed, or that an exception leaves open."""
        connections = self.connections
        keeping = self.keeping()
        for use in self.turning_uses:
            if use.kind != "call" or not (roots := connections.fresh(use)):
                continue
            if self.is_kept_by_helper(use) or (use.functions and keeping.issuperset(use.functions)):
                continue
            library, opened = self.opened_type(roots)
            if library is None or opened is None or connections.is_closed_for_sure(use):
                continue
            name = "" if roots & connections.closed else connections.kept_in(use)
            if name and id(use) in self.colours.awaited:
                self.keep_until_shutdown(use, name, opened)
                continue
            if library.must_close is None and roots & connections.closed:
                continue
            item = connections.closes_at_end(use)
            if item is not None:
                at = Ref("assign", item.assign)
                self.file(use.site.module).others[at] = CloseAtEnd(at, _closing_call(item.name, opened))
                continue
            owner = self.uses.owner(use.site.module, use.scope)
            if roots & connections.opened_by.get(owner, frozenset()) and self.uses.by_function.get(owner):
                continue  # told where it is called
            reason = library.must_close or "an open connection is only closed when it is collected"
            if not roots & connections.closed or connections.is_only_called_on(use):
                self.file(use.site.module).notes.append(
                    (use.line, "ASY301", f"nothing closes this connection: {reason}")
                )
            elif not roots & connections.closed_for_sure:
                self.file(use.site.module).notes.append(
                    (
                        use.line,
                        "ASY302",
                        f"an exception or an early exit leaves this connection open: {reason}",
                    )
                )

    def keeping(self) -> set[FunctionId]:
        """The functions that give a connection which a helper closes, not their callers."""
        found: set[FunctionId] = set()
        size = -1
        while size < len(found):
            size = len(found)
            for function in self.connections.opened_by:
                for use in self.uses.in_function.get(function, ()):
                    if use.kind == "call" and self.connections.fresh(use):
                        kept = self.is_kept_by_helper(use) or bool(self.connections.kept_in(use))
                        if kept or (use.functions and found.issuperset(use.functions)):
                            found.add(function)
        return found

    def is_opened_in(self, root: Root, shared: Shared) -> bool:
        """The connection is opened for this value, not for another one whose cursor this is."""
        if root.module != shared.module or root.number < 0:
            return False
        return self.graph.modules[root.module].facts.calls[root.number].line in shared.lines

    def is_kept_by_helper(self, use: Use) -> bool:
        """It is made for a shared value, or by a function of which one call in each loop is kept."""
        if use.kind == "call" and self.uses.owner(use.site.module, use.scope) in self.pins.cached_makers:
            return True
        shared = self.painter.shared_of.get(id(use))
        return shared is not None and shared in self.colours.shared and bool(self.closing_of(shared))

    def opened_type(self, roots: Iterable[Root]) -> tuple[Library | None, LibraryType | None]:
        """What kind of connection these are, if they are converted."""
        for root in sorted(roots):
            leaf = self.leaf_of_call(root.module, root.number)
            if leaf is not None and leaf.type is None:
                return leaf.library, self.connections.opens(leaf)
        return None, None

    # -- names ------------------------------------------------------------------------------------------

    def dotted(self, module: int, reference: Reference) -> str:
        """The full name a reference stands for."""
        facts = self.graph.modules[module].facts
        binding = facts.bindings[reference.binding]
        target = self.binding_target(module, binding.target)
        return self.libraries.canonical(".".join([target, *reference.parts[1:]]))

    def types(self) -> None:
        """Annotations of what turned: `Callable[[int], str]` -> `Callable[[int], Awaitable[str]]`."""
        for change in self.annotations.changes():
            module, part = change.module, change.part
            facts = self.graph.modules[module].facts
            found = [
                (index, item)
                for index, item in enumerate(facts.references)
                if (item.kind, item.number, item.quoted) == (part.kind, part.number, part.quoted)
            ]
            if not found or module in self.uses.foreign:
                continue
            index, reference = found[0]
            at = Ref("subscript", part.subscript)
            file = self.file(module)
            if isinstance(change, AsyncType):
                file.new_names[index] = NewName(change.dotted)
                if change.drops:
                    file.generics.append(NewGeneric(EditGeneric(at, keep=2), part.quoted))
                continue
            generic = gives_awaitable(facts, reference, part, change.is_coroutine)
            file.generics += [generic] if generic is not None else []

    def decorators_and_annotations(self) -> None:
        self.types()
        contexts = {function for function in self.colours.because if function in self.pins.context_functions}
        for module, source in enumerate(self.graph.modules):
            facts = source.facts
            for index, reference in enumerate(facts.references):
                dotted = self.dotted(module, reference)
                if reference.role == "decorator" and dotted == "contextlib.contextmanager":
                    function = self.decorated_by(module, reference)
                    if function in contexts:
                        self.file(module).new_names[index] = NewName("contextlib.asynccontextmanager")
                elif (
                    reference.role == "base"
                    and dotted in _UNITTEST
                    and self.test_class_turns(module, reference)
                ):
                    self.file(module).new_names[index] = NewName(_UNITTEST[dotted])

    def decorated_by(self, module: int, reference: Reference) -> FunctionId | None:
        """The next function below the decorator, in its scope."""
        scopes = self.graph.modules[module].facts.scopes
        below = [
            (scope.line, index)
            for index, scope in enumerate(scopes)
            if scope.kind == "function" and scope.parent == reference.scope and scope.line > reference.line
        ]
        return (module, min(below)[1]) if below else None

    def test_class_turns(self, module: int, reference: Reference) -> bool:
        """A method of the class that has this base turns, or one of a class that it is mixed with."""
        above = [
            (scope.line, index)
            for index, scope in enumerate(self.graph.modules[module].facts.scopes)
            if scope.kind == "class" and scope.line <= reference.line and scope.parent == reference.scope
        ]
        return bool(above) and (module, max(above)[1]) in self.turned_classes

    @cached_property
    def turned_classes(self) -> frozenset[tuple[int, int]]:
        """(module, scope) of the classes of which a method turns, of those that inherit it, and of all their bases."""
        solver = self.graph.solver
        having = {
            cls for function in self.colours.because if (cls := self.graph.class_of(function)) is not None
        }
        below = {heir for cls in having for heir in solver.with_subclasses(cls)}
        found = (solver.objects[item] for cls in below for item in solver.mro(cls))
        return frozenset((obj.module, obj.scope) for obj in found if isinstance(obj, Class))

    def error_attributes(self) -> None:
        for module, source in enumerate(self.graph.modules):
            for load in source.facts.loads:
                for library in self.converted.values():
                    if load.name not in library.exception_attrs or load.number < 0:
                        continue
                    held = [obj for _, obj in self.graph.held(module, load.obj)]
                    if any(
                        isinstance(obj, ExternalValue | External)
                        and self.libraries.is_exception(obj.path.removesuffix("()"))
                        and self.libraries.library_of(obj.path.removesuffix("()")) is library
                        for obj in held
                    ):
                        attribute = self.libraries.exception_attr(library, load.name)
                        if attribute is None:
                            continue
                        if attribute.refuse:
                            note = (load.line, "ASY310", f"{load.name} of an error: {attribute.refuse}")
                            self.file(module).notes.append(note)
                            continue
                        text = attribute.rewrite or f"{{self}}.{attribute.to}"
                        at = Ref("attr", load.number)
                        self.file(module).others[at] = ReplaceExpr(at, text)

    def library_names(self) -> None:
        for module, source in enumerate(self.graph.modules):
            facts = source.facts
            stay = self.calls_that_stay(module)
            moved = {
                (use.line, use.column)
                for use in self.leaf_calls.get(module, ())
                if any(self.turns(use, leaf) for leaf in use.leaves)
            }
            for index, reference in enumerate(facts.references):
                dotted = self.dotted(module, reference)
                library = self.libraries.library_of(dotted)
                if library is None or library.id not in self.converted:
                    continue
                if reference.role == "call" and (reference.line, reference.column) in stay:
                    continue
                as_type = reference.role == "annotation" or reference.role.startswith("returns:")
                new = self.libraries.new_name(library, dotted, as_type=as_type)
                note = library.exception_notes.get(dotted)
                if note is not None and reference.role in ("except", ""):
                    self.file(module).notes.append((reference.line, "ASY310", note))
                if isinstance(new, Refused) and reference.role == "except":
                    self.file(module).notes.append((reference.line, "ASY310", f"{dotted}: {new.reason}"))
                if new is None or isinstance(new, Refused) or new == dotted:
                    continue
                if reference.role in ("base", "call"):
                    new = new.partition(", ")[0]  # of several exceptions for one, one that can be raised
                inside = self.spelled_inside(module, reference, new)
                mixed = library.id in self.kept and (module, library.id) not in self.converted_files
                is_leaf_call = reference.role == "call" and (reference.line, reference.column) in moved
                known = self.libraries.type_of(dotted) if reference.role == "base" else None
                if known is not None:  # instances of subclasses have a fate of their own
                    root = self.painter.component(declared_root(*known))
                    if root in self.colours.disabled:
                        continue
                    mixed = False
                if mixed and not is_leaf_call and (reference.role != "except" or not library.dists):
                    continue  # what stays on the old driver needs the old names; the stdlib's are the same objects
                beside = library.id in self.kept and reference.role == "except" and bool(library.dists)
                self.file(module).new_names[index] = NewName(new, beside, inside)
            self.tell_handlers(module)

    def tell_handlers(self, module: int) -> None:
        """`except B` that becomes `except (B, A)`, where another handler of the file takes `A` as well."""
        facts = self.graph.modules[module].facts
        new_names = self.files[module].new_names if module in self.files else {}
        caught = {
            index: new.dotted.split(", ")
            for index, new in new_names.items()
            if facts.references[index].role == "except"
        }
        alone: dict[str, set[int]] = {}
        for index, found in caught.items():
            if len(found) == 1:
                alone.setdefault(found[0], set()).add(facts.references[index].line)
        for index, (first, *others) in caught.items():
            line = facts.references[index].line
            for other in others:
                lines = alone.get(other, set())
                if lines and line not in lines:
                    message = (
                        f"what raised {first} may raise {other} now, which line {min(lines)} handles too"
                    )
                    self.file(module).notes.append((line, "ASY310", message))

    @cached_property
    def converted_files(self) -> frozenset[tuple[int, str]]:
        """Each file with a library of which nothing in it stays."""
        return self.painter.converted_files(self.colours)

    def turns(self, use: Use, leaf: Leaf) -> bool:
        owner = self.uses.owner(use.site.module, use.scope)
        return (
            self.enabled(leaf) and owner not in self.colours.kept.only and not self.stays_with_file(use, leaf)
        )

    def stays_with_file(self, use: Use, leaf: Leaf) -> bool:
        """`register_uuid()` where psycopg2 is still used: what concerns no connection goes with the file around it."""
        is_mixed = (
            leaf.library.id in self.kept and (use.site.module, leaf.library.id) not in self.converted_files
        )
        return leaf.is_free and is_mixed

    def spelled_inside(self, module: int, reference: Reference, new: str) -> str:
        """`waiting.wait_async` for `waiting.wait`: the module that is imported already has the new name too."""
        if len(reference.parts) < 2:
            return ""
        binding = self.graph.modules[module].facts.bindings[reference.binding]
        home = self.binding_target(module, binding.target)
        return f"{binding.name}{new[len(home):]}" if new.startswith(f"{home}.") and "." in home else ""

    def binding_target(self, module: int, target: str) -> str:
        """What an import binds, absolute."""
        if not target.startswith("."):
            return target
        level = len(target) - len(target.lstrip("."))
        return self.graph.solver.resolve_module(module, level, target.lstrip("."))

    def calls_that_stay(self, module: int) -> set[tuple[int, int]]:
        """Places of calls whose connection keeps its old driver."""
        return {
            (use.line, use.column)
            for use in self.leaf_calls.get(module, ())
            if not any(self.turns(use, leaf) for leaf in use.leaves)
        }

    @cached_property
    def leaf_calls(self) -> dict[int, list[Use]]:
        """The library calls of each module."""
        found: dict[int, list[Use]] = {}
        for use in self.uses.all:
            if use.kind == "call" and use.leaves:
                found.setdefault(use.site.module, []).append(use)
        return found

    # -- the end ----------------------------------------------------------------------------------------

    @cached_property
    def imported_from(self) -> dict[str, set[str]]:
        """By module: what other modules import from it."""
        found: dict[str, set[str]] = {}
        for index, module in enumerate(self.graph.modules):
            for item in module.facts.imports:
                if item.is_from:
                    base = self.graph.solver.resolve_module(index, item.level, item.module)
                    found.setdefault(base, set()).update(name.name for name in item.names)
        return found

    def finish(self, module: int) -> tuple[Edit, ...]:
        file = self.files[module]
        facts = self.graph.modules[module].facts
        exported = self.exported(module)
        edits: list[Edit] = [*file.others.values(), *file.calls.values()]
        edits += rename(
            facts,
            file.new_names,
            tuple(dict.fromkeys(file.modules)),
            exported,
            self.gone_references(module, file),
            self.unused_bindings(module, exported),
            self.copied_references(module),
            file.generics,
        )
        edits = with_twins(facts, edits, file.imported_twins)
        if file.exported_twins:
            edits.append(ExtendExports(tuple(sorted(file.exported_twins))))
        edits += [AddImports((statement,)) for statement in file.statements]
        edits += file.helpers.values()
        return tuple(sorted(with_free_names(edits, facts), key=_order))

    def exported(self, module: int) -> frozenset[str]:
        """The names that other modules import from this one."""
        return frozenset(self.imported_from.get(self.graph.modules[module].name, ()))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """The names that modules mention as attributes of others: `store.Error` under `from app import store`."""
        found: set[str] = set()
        for index, module in enumerate(self.graph.modules):
            for item in module.facts.references:
                dotted = self.binding_target(index, module.facts.bindings[item.binding].target)
                for part in item.parts[1:]:
                    dotted = f"{dotted}.{part}"
                    found.add(dotted)
        return frozenset(found)

    def unused_bindings(self, module: int, exported: frozenset[str]) -> frozenset[int]:
        """`import psycopg2` in a file that never mentions it, where nothing in the program stays on psycopg2.

        `from psycopg2 import Error` too, unless the module may import it for others to find.
        """
        facts = self.graph.modules[module].facts
        used = {
            (facts.bindings[item.binding].scope, facts.bindings[item.binding].name)
            for item in facts.references
        }
        name = self.graph.modules[module].name
        is_public = self.graph.modules[module].is_package or "*" in exported
        if facts.exports is None:
            is_public = is_public or "__all__" in facts.scopes[0].names
        plain = {item.number for item in facts.imports if not (item.in_try or (item.is_from and is_public))}
        found = set()
        for index, binding in enumerate(facts.bindings):
            library = self.libraries.library_of(self.binding_target(module, binding.target))
            is_old = library is not None and library.id in self.converted and library.id not in self.kept
            if not is_old or library is None or not library.dists or library.to_module == library.module:
                continue
            is_mentioned = (
                (binding.scope, binding.name) in used
                or binding.name in exported
                or binding.name in (facts.exports or ())
                or (binding.scope == 0 and f"{name}.{binding.name}" in self.mentioned)
            )
            if binding.statement in plain and not is_mentioned:
                found.add(index)
        return frozenset(found)

    def copied_references(self, module: int) -> frozenset[int]:
        """References that stand in a synchronous form as well, as they were."""
        if not self.colours.kept.names:
            return frozenset()
        facts = self.graph.modules[module].facts
        lines = [
            range(min([scope.line, *self.decorator_lines(module, scope)]), scope.end_line + 1)
            for function in self.colours.kept.names
            if function[0] == module and (scope := self.graph.scope(function))
        ]
        return frozenset(
            index
            for index, item in enumerate(facts.references)
            if any(item.line in range_ for range_ in lines)
        )

    def decorator_lines(self, module: int, scope: Scope) -> list[int]:
        """Where the decorators of the function stand, if anything before it is one."""
        above = [
            item.line
            for item in self.graph.modules[module].facts.references
            if item.role == "decorator" and item.scope == scope.parent and item.line < scope.line
        ]
        return sorted(above)[-len(scope.decorators) :] if scope.decorators else []

    def gone_references(self, module: int, file: FileEdits) -> frozenset[int]:
        """References that a rewritten call no longer mentions: its callee or an argument."""
        facts = self.graph.modules[module].facts
        gone: set[int] = set()
        for number, edit in (*file.calls.items(), *file.gone.items()):
            call = facts.calls[number]
            replaced = {place for place, _ in edit.args.replace} | set(edit.args.drop)
            template = edit.template
            keeps = template is None or any(name in template for name in ("{func}", "{call}", "{self}"))
            keeps = keeps and "{func}" in (edit.callee or "{func}")  # `Repo` in `Repo.create`
            if not keeps:
                gone.update(self.references_at(module, call.line, call.column, call.scope))
            position = 0
            for arg in call.args:
                place: str | int = arg.keyword or position
                position += not arg.keyword
                if (place in replaced or template == "None") and arg.dotted:
                    found = [
                        (reference.line, reference.column, index)
                        for index, reference in enumerate(facts.references)
                        if reference.parts == arg.dotted
                        and reference.scope == call.scope
                        and (reference.line, reference.column) > (call.line, call.column)
                    ]
                    gone.update(index for _, _, index in sorted(found)[:1])
        return frozenset(gone - file.new_names.keys()) | frozenset(
            index for index in gone if index in file.new_names and file.new_names.pop(index)
        )

    def references_at(self, module: int, line: int, column: int, scope: int) -> list[int]:
        return [
            index
            for index, reference in enumerate(self.graph.modules[module].facts.references)
            if (reference.line, reference.column, reference.scope, reference.role)
            == (line, column, scope, "call")
        ]


def _named(args: ArgEdits) -> dict[str | int, str]:
    """The arguments that get names, with these."""
    return dict((*args.rename, *args.keyword_for))


def _with_all(args: ArgEdits, made: ArgEdits) -> ArgEdits:
    """The edits of a call's arguments, and by name what the maker of its object was given."""
    names = _named(made)
    added = tuple((names[place], text) for place, text in made.replace if place in names)
    return replace(args, add=(*args.add, *added))


def _order(edit: Edit) -> tuple[str, int, str]:
    if isinstance(edit, AddImports):
        return ("", 0, "")
    if isinstance(edit, AddHelper):
        return ("", 1, edit.name)
    if isinstance(edit, ExtendExports):
        return ("", 2, "")
    return (edit.at.kind, edit.at.number, type(edit).__name__)


__all__ = ["ArgEdits", "EditWriter", "FileEdits", "Site"]


def _closing_call(name: str, type_: LibraryType) -> str:
    """`await conn.close()`, in the words of the new library."""
    return _call_of_member(name, type_.methods[type_.closes[0]])


def _call_of_member(name: str, member: Member) -> str:
    awaited = "await " if member.call in ("await", "await_or_acm") else ""
    return f"{awaited}{name}.{member.to or member.name}()"
