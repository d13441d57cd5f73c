"""What forces a function to stay synchronous, and what makes it an entry point.

Each answer is data: a code, the place and a sentence's worth of facts; `None` means nothing forbids async.
"""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from asyncifier.decide.policy import Policy
from asyncifier.facts import ModuleFacts
from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.externals import THREAD, standard_class_has
from asyncifier.graph.heap import (
    Bound,
    Container,
    ContextFunction,
    ContextObject,
    External,
    ExternalValue,
    Func,
    Generator,
    Identity,
    Inst,
    Lib,
    LibMethod,
    Property,
)
from asyncifier.graph.solve import Site
from asyncifier.library import Libraries

if TYPE_CHECKING:
    from asyncifier.decide.constructors import Constructors
    from asyncifier.decide.uses import Use

CONVERTIBLE_SPECIAL = frozenset(
    {"__enter__", "__exit__", "__call__", "__iter__", "__next__", "__aenter__", "__aexit__"}
)
"""Special methods that have an asynchronous protocol, or are called like any function."""

SPECIAL_RENAMES = {
    "__enter__": "__aenter__",
    "__exit__": "__aexit__",
    "__iter__": "__aiter__",
    "__next__": "__anext__",
}

CACHES = frozenset({"functools.cache", "functools.lru_cache"})
AT_EXIT = "atexit.register"
"""What it is handed runs when the event loop has ended."""
_OF_CACHES = frozenset({"cache_clear", "cache_info", "cache_parameters", "__wrapped__"})
"""What a cache adds to a function, and the helper that stands for it has not."""

_UNITTEST = "unittest.TestCase"
_UNITTEST_CALLS = frozenset({"setUp", "tearDown", "setUpClass", "tearDownClass"})
UNITTEST_RENAMES = {"setUp": "asyncSetUp", "tearDown": "asyncTearDown"}
_SETUP_FUNCTIONS = frozenset(
    {
        "setup_module",
        "teardown_module",
        "setup_function",
        "teardown_function",
        "setUpModule",
        "tearDownModule",
    }
)
"""What pytest and unittest call in a module of tests: https://docs.pytest.org/en/stable/how-to/xunit_setup.html"""
_SETUP_METHODS = frozenset({"setup_method", "teardown_method", "setup_class", "teardown_class"})
_UNITTEST_BASES = (_UNITTEST, "unittest.case.TestCase", "unittest.IsolatedAsyncioTestCase")
_NEUTRAL_BASES = frozenset(
    {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing.NamedTuple", "enum.Enum",
     "enum.IntEnum", "enum.StrEnum", "typing.TypedDict", "typing_extensions.Protocol", "builtins.Exception"}
)  # fmt: skip


_RUNS_A_LOOP = "runs an event loop itself, which fails under a running one"
_LOOPS_OF_ONES_OWN = frozenset(
    {"asyncio.run", "asyncio.Runner().run", "asyncio.new_event_loop().run_until_complete"}
)
"""They work in any thread in which no loop runs."""
_LOOP_OF_THE_THREAD = "asyncio.get_event_loop().run_until_complete"
"""It works in the main thread only, so neither under a running loop nor in another thread."""
_NOT_IN_COROUTINES = {
    **dict.fromkeys((*_LOOPS_OF_ONES_OWN, _LOOP_OF_THE_THREAD), _RUNS_A_LOOP),
    "unittest.TestCase.doCleanups": "runs the cleanups itself, which fails in a test that is a coroutine",
    "unittest.case.TestCase.doCleanups": "runs the cleanups itself, which fails in a test that is a coroutine",
    "signal.alarm": "uses a signal to interrupt what it calls, which an await would escape",
    "signal.setitimer": "uses a signal to interrupt what it calls, which an await would escape",
}


_ASKS_FOR_LOOP = frozenset(
    {
        "asyncio.get_running_loop",
        "asyncio.current_task",
        "asyncio._get_running_loop",
        "sniffio.current_async_library",
    }
)
"""What synchronous code calls to find out whether an event loop runs; in a coroutine the answer is another one."""


@dataclass(frozen=True)
class Pin:
    """Why a function can't turn async: a refusal code and the reason in words."""

    code: str
    reason: str


@dataclass(frozen=True, eq=False)
class Conflict:
    """An await is needed at `use`, where none can stand."""

    use: Use
    pin: Pin
    function: FunctionId | None = None
    """What can't turn; None where it is the place."""


class Pins:
    """Answers `pin(function)` and `is_entry(function)` for one program."""

    def __init__(self, graph: CallGraph, libraries: Libraries, policy: Policy) -> None:
        self.policy = policy
        self.foreign = policy.foreign_modules(graph)
        self.shadowed = {module.name for module in graph.modules if _shadows_asyncio(module.facts)}
        self.graph = graph
        self.libraries = libraries
        self.decorated: dict[FunctionId, list[str]] = {}
        self.properties: set[FunctionId] = set()
        self.context_functions: set[FunctionId] = set()
        self._read_decorators()
        self.cache: dict[FunctionId, Pin | None] = {}
        self.has_portal = False
        """The program has one event loop for all synchronous callers (see `portal`); more are entry points then."""
        self.handed_out: frozenset[FunctionId] = frozenset()
        """See `Uses.handed_out`."""
        self.to_threads: frozenset[FunctionId] = frozenset()
        """See `Uses.to_threads`."""
        self.called: frozenset[FunctionId] = frozenset()
        """Functions that some call in the project was seen to reach."""
        self.constructors: Constructors | None = None
        """Says which constructors can turn; without it, none."""
        self.runs_loop: Counter[FunctionId] = Counter()
        """Functions that run an event loop of their own."""
        self.loop_bound = self._read_bodies()

    def _read_decorators(self) -> None:
        for obj in self.graph.solver.objects:
            if isinstance(obj, Property):
                function = self.graph.unwrap(obj)
                if function is not None:
                    self.properties.add(function)
            elif isinstance(obj, ContextFunction):
                function = self.graph.unwrap(obj)
                if function is not None:
                    self.context_functions.add(function)
        stubs = self.graph.solver.stubs
        self.context_functions.update(function for function, kind in stubs.items() if kind == "context")
        for index, module in enumerate(self.graph.modules):
            for number, apply in enumerate(module.facts.applies):
                functions = {
                    function
                    for _, obj in self.graph.held(index, apply.func)
                    if (function := self.graph.unwrap(obj)) is not None
                }
                paths = []
                for _, target in self.graph.targets(Site(index, "apply", number)):
                    if isinstance(target, External | ExternalValue | Identity):
                        paths.append(target.path)
                if not self.graph.targets(Site(index, "apply", number)):
                    paths.append("?")
                for function in functions:
                    self.decorated.setdefault(function, []).extend(paths)
                    if "property" in paths:  # `@name.setter`
                        self.properties.add(function)

    def _read_bodies(self) -> dict[FunctionId, str]:
        """Functions that can't be coroutines for what they call, with the reason."""
        found: dict[FunctionId, str] = {}
        asking: dict[FunctionId, str] = {}
        starting: dict[tuple[int, int], FunctionId] = {}
        in_main_thread: set[FunctionId] = set()
        stopping: list[FunctionId] = []
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                for _, obj in self.graph.targets(Site(index, "call", number)):
                    if isinstance(obj, External) and obj.path in _ASKS_FOR_LOOP:
                        asking[self.graph.caller(index, call.scope)] = obj.path
                    path = obj.path if isinstance(obj, External | ExternalValue) else ""
                    reason = _NOT_IN_COROUTINES.get(path)
                    if reason is None and path and not self.has_portal:
                        reason = self._runs_entries(path)
                    if reason is not None:
                        function = self.graph.caller(index, call.scope)
                        found[function] = reason
                        if path in _LOOPS_OF_ONES_OWN:
                            starting[index, number] = function
                        elif path == _LOOP_OF_THE_THREAD:
                            in_main_thread.add(function)
            for number, scope in enumerate(module.facts.scopes):
                if scope.stops and scope.kind == "function" and not scope.is_generator:
                    stopping.append((index, number))
        asking = {item: path for item, path in asking.items() if not self.graph.scope(item).is_async}
        for function in self._callers_of(asking) if asking else ():
            found.setdefault(
                function, f"asks whether an event loop runs ({min(asking.values())}), and then one will"
            )
        self.runs_loop.update(starting.values())
        while in_main_thread and (more := self._callers_of(in_main_thread)) != in_main_thread:
            in_main_thread = more
        for function in in_main_thread:
            if not self.graph.scope(function).is_async:
                found.setdefault(function, "calls what runs the event loop of the main thread itself")
        serving = self._serving_next() if stopping else {}
        for function in stopping:
            if not serving.get(function, self.graph.scope(function).name == "__next__"):
                found[function] = "lets StopIteration out, which a coroutine can't"
        return found

    def _callers_of(self, functions: Collection[FunctionId]) -> set[FunctionId]:
        """The functions, and those that call them."""
        found = set(functions)
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                for _, obj in self.graph.targets(Site(index, "call", number)):
                    if self.graph.unwrap(obj) in functions:
                        found.add(self.graph.caller(index, call.scope))
        return found

    def _serving_next(self) -> dict[FunctionId, bool]:
        """Whether a function runs for nothing but `__next__` methods: what stops it becomes StopAsyncIteration."""
        callers: dict[FunctionId, set[FunctionId]] = {}
        for index, module in enumerate(self.graph.modules):
            for number, call in enumerate(module.facts.calls):
                for _, obj in self.graph.targets(Site(index, "call", number)):
                    function = self.graph.unwrap(obj)
                    if function is not None:
                        callers.setdefault(function, set()).add(self.graph.caller(index, call.scope))
        serves = {function: self.graph.scope(function).name != "__init__" for function in callers}
        shrinking = True
        while shrinking:
            shrinking = False
            for function, calling in callers.items():
                if serves[function] and not all(
                    self.graph.scope(caller).name == "__next__" or serves.get(caller, False)
                    for caller in calling
                ):
                    serves[function] = False
                    shrinking = True
        return {
            function: is_serving or self.graph.scope(function).name == "__next__"
            for function, is_serving in serves.items()
        }

    def is_entry(self, function: FunctionId) -> bool:
        """People or programs outside call it synchronously: console scripts, click commands, configured names."""
        if self.graph.modules[function[0]].path in self.policy.frozen:
            return False  # no bridge can be written there
        return (
            self.is_entry_decorated(function)
            or self._is_listed_entry(function)
            or self.is_called_outside(function)
            or (self.has_portal and self.runs_in_place(function))
        )

    def runs_in_place(self, function: FunctionId) -> bool:
        """Beside a portal it stays synchronous, for it must not run on the event loop: it calls entry points, by a test
        client say, or it has a thread of its own, or a server calls it before there is a loop. So are tests, which
        share what the application opens.
        """
        return (
            function in self._calling_entries
            or function in self._making_applications
            or function in self.to_threads
            or self.is_test(function)
        )

    def is_test(self, function: FunctionId) -> bool:
        """pytest or unittest calls it: a test, a fixture, `setUp`."""
        if self.is_test_function(function):
            return self._is_test_file(function[0])
        cls = self.graph.class_of(function)
        name = self.graph.scope(function).name
        return (
            cls is not None and self.is_unittest(cls) and (name.startswith("test") or name in _UNITTEST_CALLS)
        )

    def is_test_function(self, function: FunctionId) -> bool:
        """By its name or decorator it is a test or a fixture of pytest."""
        cls = self.graph.class_of(function)
        if cls is not None and self.is_unittest(cls):
            return False
        return self.graph.scope(function).name.startswith("test") or self._is_fixture(function)

    def _is_fixture(self, function: FunctionId) -> bool:
        return any(path.startswith("pytest.fixture") for path in self.decorated.get(function, ()))

    def _runs_entries(self, path: str) -> str | None:
        """Why a coroutine can't call it, if it calls entry points on the spot: each runs an event loop itself."""
        member = self.libraries.calls_entries(path)
        return f"calls {path}: {member.note}" if member is not None else None

    @cached_property
    def _calling_entries(self) -> frozenset[FunctionId]:
        """Functions in which something calls entry points on the spot, or serves them."""
        return frozenset(
            self.graph.caller(index, call.scope)
            for index, module in enumerate(self.graph.modules)
            for number, call in enumerate(module.facts.calls)
            for _, obj in self.graph.targets(Site(index, "call", number))
            if isinstance(obj, External | ExternalValue) and self.libraries.calls_entries(obj.path)
        )

    @cached_property
    def _making_applications(self) -> frozenset[FunctionId]:
        return frozenset(
            function
            for function in self.graph.functions()
            for _, obj in self.graph.held(function[0], self.graph.scope(function).returned)
            if isinstance(obj, ExternalValue)
            and self.libraries.canonical(obj.path) in self.libraries.applications
        )

    @cached_property
    def _asked_fixtures(self) -> frozenset[str]:
        """The names of fixtures that `request.getfixturevalue("conn")` asks for on the spot."""
        return frozenset(
            arg.constant
            for index, module in enumerate(self.graph.modules)
            for number, call in enumerate(module.facts.calls)
            for arg in call.args[:1]
            if isinstance(arg.constant, str) and call.text.endswith("getfixturevalue")
            for _, obj in self.graph.targets(Site(index, "call", number))
            if isinstance(obj, LibMethod) and obj.name == "getfixturevalue"
        )

    @cached_property
    def joining(self) -> frozenset[FunctionId]:
        """Functions that wait until a thread has ended."""
        return frozenset(
            self.graph.caller(index, call.scope)
            for index, module in enumerate(self.graph.modules)
            for number, call in enumerate(module.facts.calls)
            for _, obj in self.graph.targets(Site(index, "call", number))
            if isinstance(obj, LibMethod)
            and isinstance(thread := self.graph.solver.objects[obj.receiver], Lib)
            and (thread.type, obj.name) == (THREAD, "join")
        )

    def is_called_outside(self, function: FunctionId) -> bool:
        """A framework calls it, from threads in which no event loop runs: a view, a task of a queue."""
        if function in self.handed_out or function in self._outside_decorated:
            return True
        cls = self.graph.class_of(function)
        if cls is None:
            return False
        name = self.graph.scope(function).name
        found = (self.libraries.method_of(base, name) for base in self.graph.external_bases(cls))
        return any(known is not None and known[2].calls == "entry" for known in found)

    @cached_property
    def _outside_decorated(self) -> frozenset[FunctionId]:
        """What is handed to decorators such as `@app.route`, and the functions under them in the source.

        `@app.get("/")` over `@login_required`: the view itself is one, so that its wrapper can call it as before.
        """
        found = {
            function
            for function, paths in self.decorated.items()
            if any(self._calls_later(path) for path in paths)
        }
        for index, module in enumerate(self.graph.modules):
            for number, scope in enumerate(module.facts.scopes):
                objects = (obj for node, _ in scope.decorators for _, obj in self.graph.held(index, node))
                if scope.kind == "function" and any(
                    isinstance(obj, External | ExternalValue) and self._calls_later(obj.path)
                    for obj in objects
                ):
                    found.add((index, number))
        return frozenset(found)

    def _calls_later(self, path: str) -> bool:
        known = self.libraries.function(path.removesuffix("()")) or self.libraries.function(path)
        return known is not None and known[1].calls == "entry"

    def _is_listed_entry(self, function: FunctionId) -> bool:
        name = self.graph.qualified_name(function)
        if self.graph.scope(function).is_local:
            return name in self.policy.entry_points  # a glob is not meant to reach what outsiders can't
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.policy.entry_points)

    @staticmethod
    def is_command_decorator(path: str) -> bool:
        """`@click.command()`, `@cli.command()` on a group, `@app.command()` of typer."""
        root = path.partition(".")[0]
        return root in ("click", "typer") and ("command" in path or "group" in path or "callback" in path)

    def is_entry_decorated(self, function: FunctionId) -> bool:
        """A command decorator stands on it, so all its decorators stay on the synchronous half of the shim."""
        return any(self.is_command_decorator(path) for path in self.decorated.get(function, ()))

    def pin(self, function: FunctionId) -> Pin | None:
        """Why the function must stay synchronous, or None."""
        if function not in self.cache:
            self.cache[function] = self._pin(function)
        return self.cache[function]

    def interpreter_calls(self, function: FunctionId) -> bool:
        """Nobody can await what the function gives: the interpreter itself calls it."""
        name = self.graph.scope(function).name
        in_class = self.graph.class_of(function) is not None
        special = name.startswith("__") and name.endswith("__") and name not in CONVERTIBLE_SPECIAL
        return function in self.properties or (in_class and special)

    def _pin(self, function: FunctionId) -> Pin | None:
        scope = self.graph.scope(function)
        name = self.graph.qualified_name(function)
        path = self.graph.modules[function[0]].path
        if path in self.policy.frozen:
            return Pin("ASY901", f"{path} could not be rewritten: {self.policy.frozen[path]}")
        if function[0] in self.foreign:
            return Pin("ASY113", f"{name} stands in {path}, which is not among the files to convert")
        if scope.kind == "module":
            return Pin("ASY103", "module-level code runs at import, where nothing can be awaited")
        if scope.kind == "class":
            return Pin("ASY103", "a class body can't await")
        if scope.kind == "lambda":
            return None if self._gives_a_call(function) else Pin("ASY104", "a lambda can't await")
        if scope.kind == "genexp":
            return None  # becomes an asynchronous generator wherever it stands
        if function in self.loop_bound:
            return Pin("ASY109", f"{name} {self.loop_bound[function]}")
        if self.graph.modules[function[0]].name in self.shadowed:
            return Pin("ASY112", f"{name} stands in a module where the name asyncio means something else")
        if scope.comment == "keep-sync":
            return Pin("ASY110", f"{name} is marked `# asyncify: keep-sync`")
        if scope.has_examples and self.runs_examples:
            return Pin("ASY109", f"{name} has examples in its docstring, which doctest runs without a loop")
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in self.policy.keep_sync):
            return Pin("ASY110", f"{name} is listed in keep-sync")
        in_class = self.graph.class_of(function) is not None
        if not in_class and scope.name in ("__getattr__", "__dir__"):
            return Pin("ASY101", f"{name} is called by the interpreter, which does not await it")
        special = in_class and scope.name.startswith("__") and scope.name.endswith("__")
        if special and scope.name == "__init__" and self.constructors is not None:
            return self.constructors.pin(function) or self._decorator_pin(function, name)
        if special and scope.name not in CONVERTIBLE_SPECIAL:
            return Pin("ASY101", f"{name} is called by the interpreter, which does not await it")
        if function in self.properties:
            return Pin("ASY102", f"{name} is a property: an attribute can't be awaited where it is read")
        if scope.is_generator and any(
            loop.kind == "yieldfrom_value" and loop.scope == function[1]
            for loop in self.graph.modules[function[0]].facts.loops
        ):
            return Pin(
                "ASY105", f"{name} uses the value of `yield from`, which an async generator can't have"
            )
        if scope.is_generator and scope.returns_value and function not in self.context_functions:
            return Pin("ASY105", f"{name} is a generator that returns a value; an async generator can't")
        if function in self.graph.solver.foreign_overloads:
            return Pin("ASY107", f"{name} has an overload that is no function of the project")
        decorator = self._decorator_pin(function, name)
        if decorator is not None:
            return decorator
        if in_class:
            if (
                scope.name in _SETUP_METHODS
                and self._is_test_file(function[0])
                and not self._in_unittest(function)
            ):
                return Pin("ASY106", f"{name} is called by pytest, which does not await it")
            return self._override_pin(function, name, scope.name)
        if scope.name in self._asked_fixtures and self._is_fixture(function):
            return Pin("ASY106", f"{name} is asked for by request.getfixturevalue, which does not await it")
        if scope.name.startswith("pytest_") and self.graph.modules[function[0]].name.endswith("conftest"):
            return Pin("ASY106", f"{name} is a pytest hook, which pluggy calls synchronously")
        if scope.name in _SETUP_FUNCTIONS and self._is_test_file(function[0]):
            return Pin("ASY106", f"{name} is called by the test runner, which does not await it")
        return None

    @cached_property
    def runs_examples(self) -> bool:
        """The program runs doctest."""
        return any(
            binding.target.partition(".")[0] == "doctest"
            for module in self.graph.modules
            for binding in module.facts.bindings
        )

    @cached_property
    def cached_makers(self) -> frozenset[FunctionId]:
        """Functions under a cache that open something once: without parameters, so that there is only one."""
        if self.constructors is None:
            return frozenset()
        used = {
            function
            for index, module in enumerate(self.graph.modules)
            for load in module.facts.loads
            if load.name in _OF_CACHES
            for _, obj in self.graph.held(index, load.obj)
            if (function := self.graph.unwrap(obj)) is not None
        }
        found = set()
        for function, paths in self.decorated.items():
            scope = self.graph.scope(function)
            plain = len(paths) == 1 and not scope.params and not scope.is_generator
            if plain and paths[0].removesuffix("()") in CACHES and function not in used:
                returned = self.graph.held(function[0], scope.returned)
                if returned and all(isinstance(obj, Lib | Inst) for _, obj in returned):
                    found.add(function)
        return frozenset(found)

    @cached_property
    def cached_results(self) -> frozenset[FunctionId]:
        """Functions under a cache whose results may be kept: nothing in them belongs to a loop, or is used up."""
        found = set()
        bare = {
            function
            for index, module in enumerate(self.graph.modules)
            for load in module.facts.loads
            if load.name == "__wrapped__"
            for _, obj in self.graph.held(index, load.obj)
            if (function := self.graph.unwrap(obj)) is not None
        }
        for function, paths in self.decorated.items() if self.constructors is not None else ():
            if function in bare:
                continue
            scope = self.graph.scope(function)
            is_lone = len(paths) == 1 and paths[0].removesuffix("()") in CACHES and not scope.is_generator
            if is_lone and function not in self.cached_makers:
                returned = [item for item, _ in self.graph.held(function[0], scope.returned)]
                if not self._leads_to_connection(returned):
                    found.add(function)
        return frozenset(found)

    def _leads_to_connection(self, objects: Iterable[int]) -> bool:
        """One of the objects is, holds or makes something of a driver, or something that is iterated once."""
        waiting, seen = list(objects), set[int]()
        while waiting:
            item = waiting.pop()
            obj = self.graph.solver.objects[item]
            if isinstance(obj, Lib | LibMethod | Generator | ContextObject | Bound | Func):
                return True
            if item not in seen and isinstance(obj, Inst | Container):
                seen.add(item)
                waiting += self.graph.parts_of(item)
        return False

    def _gives_a_call(self, function: FunctionId) -> bool:
        """`lambda s: transfer(s, 3)`: if that has to be awaited, the caller of the lambda can do so."""
        facts = self.graph.modules[function[0]].facts
        returned = facts.scopes[function[1]].returned
        given = {copy.source for copy in facts.copies if copy.target == returned}
        return any(call.target in given and call.scope == function[1] for call in facts.calls)

    def _decorator_pin(self, function: FunctionId, name: str) -> Pin | None:
        for path in self.decorated.get(function, ()) if not self.is_called_outside(function) else ():
            bare = path.removesuffix("()")
            known = self.libraries.function(bare) or self.libraries.function(path)
            if self.is_entry_decorated(function):
                continue
            if bare in (
                "contextlib.contextmanager",
                "builtins.staticmethod",
                "builtins.classmethod",
                "function.register",
            ):
                continue
            if known is not None and known[1].accepts_coroutine:
                continue
            if bare in CACHES and (function in self.cached_makers or function in self.cached_results):
                continue
            if known is not None:
                note = known[1].note or "it does not await"
                return Pin("ASY107", f"{name} is decorated with {bare}: {note}")
            if self.is_command_decorator(path):
                continue
            what = (
                "a decorator that could not be resolved" if path == "?" else f"{bare}, which may not await it"
            )
            return Pin("ASY107", f"{name} is decorated with {what}")
        return None

    def _override_pin(self, function: FunctionId, name: str, method: str) -> Pin | None:
        cls = self.graph.class_of(function)
        assert cls is not None
        for base in self.graph.external_bases(cls):
            is_private = method.startswith("_") and not method.startswith("__")
            if is_private and standard_class_has(base, method):  # `Enum._missing_`
                return Pin("ASY108", f"{name} overrides {base}.{method} from outside the project")
            if base in _NEUTRAL_BASES:
                continue
            if base in _UNITTEST_BASES:
                if method in ("setUpClass", "tearDownClass", "run", "id", "shortDescription"):
                    return Pin(
                        "ASY108", f"{name} overrides unittest.TestCase.{method}, which unittest calls itself"
                    )
                continue
            if is_private:
                continue
            driver = self.graph.solver.driver_type(base)
            if driver is not None:
                member = driver[1].methods.get(method)
                if member is None or member.call in ("await", "agen"):
                    continue  # the model lists all that the base calls, and how
                return Pin("ASY108", f"{name} overrides {base}.{method}, which is not awaited")
            is_open = not base.startswith(("builtins.", "typing.", "collections.abc."))
            if function not in self.called and is_open:
                return Pin("ASY108", f"{name} is called by nobody in the project, so {base} may call it")
            defined = standard_class_has(base, method)
            if defined is None:
                continue  # its own callers await it; that the base has one of that name can't be looked up
            if defined:
                return Pin("ASY108", f"{name} overrides {base}.{method} from outside the project")
        if method.startswith("test"):  # a class of tests that is mixed with another framework's
            for base in self._bases_of_heirs(cls):
                if base not in _NEUTRAL_BASES and base not in _UNITTEST_BASES:
                    return Pin("ASY108", f"{name} is a test that {base} runs, which may not await it")
        return None

    def _is_test_file(self, module: int) -> bool:
        path = PurePosixPath(self.graph.modules[module].path)
        return path.stem.startswith(("test", "conftest")) or path.stem.endswith("_test")

    def _in_unittest(self, function: FunctionId) -> bool:
        cls = self.graph.class_of(function)
        return cls is not None and self.is_unittest(cls)

    def is_unittest(self, cls: int) -> bool:
        """The class is a unittest.TestCase, or one that is mixed with it."""
        return any(base in _UNITTEST_BASES for base in self._bases_of_heirs(cls))

    def _bases_of_heirs(self, cls: int) -> list[str]:
        """The bases outside the project of a class and of those that inherit from it."""
        heirs = self.graph.solver.with_subclasses(cls)
        return [base for heir in heirs for base in self.graph.external_bases(heir)]

    def unwrapped(self, obj: Func) -> FunctionId:
        return (obj.module, obj.scope)


def _shadows_asyncio(facts: ModuleFacts) -> bool:
    """Some scope binds the name `asyncio` to something that is not the module."""
    imported = {binding.name for binding in facts.bindings if binding.target == "asyncio"}
    return "asyncio" not in imported and any("asyncio" in scope.names for scope in facts.scopes)
