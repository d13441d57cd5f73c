"""Does the program run several tasks at once, which may then meet on one connection?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncifier.graph import CallGraph, FunctionId
from asyncifier.graph.heap import External, ExternalValue
from asyncifier.graph.solve import Site

if TYPE_CHECKING:
    from asyncifier.decide.uses import Uses

_SERVERS = frozenset(
    {"aiohttp", "bottle", "celery", "django", "falcon", "fastapi", "flask", "litestar", "quart", "sanic", "starlette",
     "tornado"}
)  # fmt: skip
"""Frameworks that call the program for each request or job."""

_STARTERS = frozenset(
    {"asyncio.TaskGroup", "asyncio.as_completed", "asyncio.create_task", "asyncio.ensure_future", "asyncio.gather",
     "asyncio.wait", "concurrent.futures.ThreadPoolExecutor", "threading.Thread", "threading.Timer"}
)  # fmt: skip

_ASYNC_SERVERS = frozenset(
    {"aiohttp", "fastapi", "litestar", "quart", "sanic", "starlette", "tornado"}
)  # fmt: skip
"""Those of `_SERVERS` that run what they call as tasks of one event loop."""
_TASK_STARTERS = frozenset(item for item in _STARTERS if item.startswith("asyncio.")) | {
    "asyncio.start_server"
}
_FOR_EACH = frozenset({"asyncio.as_completed", "asyncio.wait"})
"""They take what holds the tasks."""
FEW = 4
"""Every default executor has more threads than that: as many as CPUs, and four."""
_STARTING_METHODS = (".create_task", ".start_soon", ".ensure_future")
"""Methods of event loops and task groups."""

WHEN_SHARED = {
    "serialised": "they wait for one another, and the commit() of one ends the transaction of another",
    "refused": "a second statement while one runs is an error",
    "hangs": "a second statement while one runs never ends",
}
"""What happens when two tasks use a connection at once, by `concurrent_use`; nothing where they may."""


def what_runs_tasks(graph: CallGraph) -> str | None:
    """What in the program runs several tasks at once, in words; None when nothing does."""
    for module in graph.modules:
        for binding in module.facts.bindings:
            server = binding.target.partition(".")[0]
            if server in _SERVERS and server not in graph.solver.by_name:
                return f"{server} serves several requests at once"
    for index, module in enumerate(graph.modules):
        for number, call in enumerate(module.facts.calls):
            for _, obj in graph.targets(Site(index, "call", number)):
                if isinstance(obj, External) and obj.path in _STARTERS:
                    return f"{obj.path} runs several tasks at once ({module.path}:{call.line})"
    return None


def run_as_tasks(graph: CallGraph, uses: Uses, *, many: bool = False) -> frozenset[FunctionId]:
    """The functions that may run in several tasks of one event loop: what is started as a task, and what that calls.

    Threads don't count: what they do at once, they did before. With `many`, tasks count only where nothing that
    the program says keeps them few.
    """
    waiting = [function for function in uses.in_function if function[1] != 0] if _is_served(graph) else []
    for index, number in _task_starters(graph):
        if not many or _starts_many(graph, index, number):
            waiting += _started(graph, uses, index, number)
    found: set[FunctionId] = set()
    while waiting:
        function = waiting.pop()
        if function not in found:
            found.add(function)
            waiting += _callees(uses, function)
    return frozenset(found)


def _callees(uses: Uses, function: FunctionId) -> list[FunctionId]:
    return [callee for use in uses.in_function.get(function, ()) for callee in uses.turning(use)]


def _is_served(graph: CallGraph) -> bool:
    return any(
        (server := binding.target.partition(".")[0]) in _ASYNC_SERVERS and server not in graph.solver.by_name
        for module in graph.modules
        for binding in module.facts.bindings
    )


def _task_starters(graph: CallGraph) -> list[tuple[int, int]]:
    """The calls (module, number) that start tasks."""
    return [
        (index, number)
        for index, module in enumerate(graph.modules)
        for number in range(len(module.facts.calls))
        if any(_starts_task(obj) for _, obj in graph.targets(Site(index, "call", number)))
    ]


def _starts_many(graph: CallGraph, index: int, number: int) -> bool:
    """As many tasks as there are values, or clients; more than `FEW` at least."""
    facts = graph.modules[index].facts
    call = facts.calls[number]
    paths = {obj.path for _, obj in graph.targets(Site(index, "call", number)) if isinstance(obj, External)}
    if not paths.isdisjoint(_FOR_EACH) and (len(call.args) == 0 or call.args[0].length < 0):
        return True
    if any(arg.stars == 1 or arg.genexp >= 0 for arg in call.args) or "asyncio.start_server" in paths:
        return True
    if len(call.args) > FEW or any(arg.length > FEW for arg in call.args):
        return True
    return facts.scopes[call.scope].is_part_of_parent or any(
        loop.kind == "for"
        and loop.outer_scope == call.scope
        and loop.line < call.line
        and loop.column < call.column
        for loop in facts.loops
    )


def _started(graph: CallGraph, uses: Uses, index: int, number: int) -> list[FunctionId]:
    """What runs as a task: the functions that are called for its arguments, or handed over.

    Where an argument shows no call, `gather(*tasks)`, all that the function around calls.
    """
    facts = graph.modules[index].facts
    call = facts.calls[number]
    found: list[FunctionId] = []
    for arg in call.args:
        scopes = {item for item, scope in enumerate(facts.scopes) if scope.value == arg.node and arg.node}
        if arg.genexp >= 0:
            scopes = {
                item
                for item, scope in enumerate(facts.scopes)
                if (scope.kind, scope.number) == ("genexp", arg.genexp)
            }
        calls = [
            other
            for other, inner in enumerate(facts.calls)
            if inner.scope in scopes or (arg.node and inner.target == arg.node)
        ]
        functions = [
            function
            for other in calls
            for _, obj in graph.targets(Site(index, "call", other))
            if (function := graph.unwrap(obj)) is not None
        ]
        held = [graph.unwrap(obj) for _, obj in graph.held(index, arg.node)]
        functions += [function for function in held if function is not None]
        if not functions and not arg.is_constant and not arg.keyword:
            return _callees(uses, graph.caller(index, call.scope))
        found += functions
    return found


def _starts_task(obj: object) -> bool:
    if isinstance(obj, External):
        return obj.path in _TASK_STARTERS
    return isinstance(obj, ExternalValue) and obj.path.endswith(_STARTING_METHODS)
