"""Does the program run several tasks at once, which may then meet on one connection?"""

from __future__ import annotations

from asyncifier.graph import CallGraph
from asyncifier.graph.heap import External
from asyncifier.graph.solve import Site

_SERVERS = frozenset(
    {"aiohttp", "bottle", "celery", "django", "falcon", "fastapi", "flask", "litestar", "quart", "sanic", "starlette",
     "tornado"}
)  # fmt: skip
"""Frameworks that call the program for each request or job."""

_STARTERS = frozenset(
    {"asyncio.TaskGroup", "asyncio.as_completed", "asyncio.create_task", "asyncio.ensure_future", "asyncio.gather",
     "asyncio.wait", "concurrent.futures.ThreadPoolExecutor", "threading.Thread", "threading.Timer"}
)  # fmt: skip

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
