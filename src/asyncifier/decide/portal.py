"""One event loop for all synchronous callers: the module that is written into a project whose functions others call.

A web framework calls views from threads of its own, again and again. `asyncio.run` in each of them would make a new
event loop each time, to which no connection of the last one belongs; so they share one, which runs in a thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from asyncifier.graph import CallGraph

RUN_COROUTINE, RUN_CONTEXT, RUN_ITERATOR = "run_coroutine", "run_context", "run_iterator"
TEXT = '''"""One event loop, in a thread of its own, for synchronous code that calls coroutines.

All callers share it, so a connection or pool that one of them opens can serve the others.
"""

import asyncio
import atexit
import os
import threading
from concurrent.futures import Future

_starting = threading.Lock()
# by process, as a fork leaves the thread behind: the loop, the event that ends it, its thread
_started: dict = {}


def run_coroutine(coroutine):
    """Return what `coroutine` returns; the calling thread waits, and its context variables are seen.

    Not for coroutines: on the event loop, await instead.
    """
    loop, _, thread = _event_loop()
    if thread is threading.current_thread():
        if asyncio.iscoroutine(coroutine):
            coroutine.close()
        raise RuntimeError("run_coroutine() called on the event loop that it would have to wait for")
    future = asyncio.run_coroutine_threadsafe(_result_of(coroutine), loop)
    try:
        result, exit = future.result()
    finally:
        future.cancel()  # nothing, unless the wait was interrupted
    if exit is not None:
        raise exit
    return result


class run_context:
    """`async with`, for synchronous code: `with run_context(pool.connection()) as connection: ...`."""

    def __init__(self, context):
        self.context = context

    def __enter__(self):
        return run_coroutine(self.context.__aenter__())

    def __exit__(self, *error):
        return run_coroutine(self.context.__aexit__(*error))


def run_iterator(items):
    """`async for`, for synchronous code: `for row in run_iterator(cursor): ...`."""
    iterator = items.__aiter__()
    try:
        while True:
            yield run_coroutine(iterator.__anext__())
    except StopAsyncIteration:
        return
    finally:
        if hasattr(iterator, "aclose"):
            run_coroutine(iterator.aclose())


async def _result_of(awaitable):
    try:
        return await awaitable, None
    except (KeyboardInterrupt, SystemExit) as error:  # out of here it would end the event loop for all
        return None, error


def _event_loop():
    process = os.getpid()
    with _starting:
        if process not in _started:
            ready = Future()
            thread = threading.Thread(target=asyncio.run, args=(_serve(ready),), name="event loop", daemon=True)
            thread.start()
            _started[process] = (*ready.result(), thread)
        return _started[process]


async def _serve(ready):
    end = asyncio.Event()
    ready.set_result((asyncio.get_running_loop(), end))
    await end.wait()


@atexit.register
def _end():
    loop, end, thread = _started.pop(os.getpid(), (None, None, None))
    if thread is not None:
        loop.call_soon_threadsafe(end.set)
        thread.join()
'''


def find_portal(graph: CallGraph, modules: Iterable[int], known: Iterable[str]) -> tuple[str, str | None]:
    """The name of the module for all of `modules`, and its path if it has to be written.

    `known`: modules of the project that are one already.
    """
    packages = sorted({tuple(_package(graph, module)) for module in modules})
    common = _common_start(packages[0], packages[-1])
    for name in sorted(known, key=len, reverse=True):
        if tuple(name.split(".")[:-1]) == common[: name.count(".")]:
            return name, None
    taken = {module.name for module in graph.modules}
    name = "event_loop"
    while ".".join((*common, name)) in taken:
        name += "_"
    first = min(modules)
    folder = PurePosixPath(graph.modules[first].path).parent
    for _ in _package(graph, first)[len(common) :]:
        folder = folder.parent
    return ".".join((*common, name)), str(folder / f"{name}.py")


def import_of(graph: CallGraph, module: int, portal: str, names: Iterable[str]) -> str:
    """The statement that brings the names into `module`, in the manner of its other imports."""
    owner, _, name = portal.rpartition(".")
    wanted = ", ".join(sorted(names))
    package = _package(graph, module)
    is_relative = any(statement.level for statement in graph.modules[module].facts.imports)
    if not is_relative or not package:
        return f"from {portal} import {wanted}"
    dots = "." * (len(package) - len(owner.split(".")) + 1)
    return f"from {dots}{name} import {wanted}"


def _package(graph: CallGraph, module: int) -> list[str]:
    found = graph.modules[module]
    parts = found.name.split(".")
    return parts if found.is_package else parts[:-1]


def _common_start(first: tuple[str, ...], last: tuple[str, ...]) -> tuple[str, ...]:
    """Of the least and the greatest of several sorted tuples, which is that of all."""
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length]
