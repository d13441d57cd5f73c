"""`[tool.asyncify.executor]`: the threads that what blocks runs in, where the default ones of asyncio are not wanted.

    await asyncio.to_thread(ask, "one", retries=2)    ->    await _in_thread(ask, "one", retries=2)

The helper does what `asyncio.to_thread` does, keyword arguments and context variables included, in threads of the
module's own: so many, and so named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncifier.decide.concurrency import FEW, run_as_tasks
from asyncifier.edits import AddHelper
from asyncifier.graph import CallGraph, FunctionId

if TYPE_CHECKING:
    from asyncifier.decide.uses import Uses

Found = tuple[int, int, str, str]
"""(module, line, code, message)."""
Place = tuple[int, int, int]
"""(module, line, column)."""

NAME = "_in_thread"
MODULES = ("asyncio", "concurrent.futures", "contextvars", "functools", "typing")
_HELPER = '''\
_in_thread_pool = concurrent.futures.ThreadPoolExecutor({workers}, thread_name_prefix={name})


async def {helper}(
    function: typing.Callable[..., typing.Any], /, *args: typing.Any, **kwargs: typing.Any
) -> typing.Any:
    """What `function` returns, called in one of the {workers} threads of this module with the task's context."""
    call = functools.partial(contextvars.copy_context().run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_in_thread_pool, call)
'''


@dataclass(frozen=True)
class Executor:
    """How many threads each module has for what blocks, and how they are called."""

    workers: int
    name: str

    @property
    def helper(self) -> AddHelper:
        """What the calls go through."""
        return AddHelper(
            NAME,
            _HELPER.format(workers=self.workers, name=json.dumps(self.name, ensure_ascii=False), helper=NAME),
        )

    def told(self, offloads: Iterable[Place]) -> Iterator[Found]:
        """The modules, among the places (module, line, column), with more calls than threads."""
        lines: dict[int, list[int]] = {}
        for module, line, _ in offloads:
            lines.setdefault(module, []).append(line)
        for module, found in sorted(lines.items()):
            if len(found) > self.workers:
                message = (
                    f"{len(found)} calls go to threads, and max-workers is {self.workers}: "
                    "when all are busy, the next one waits"
                )
                yield module, min(found), "ASY404", message


def crowded(graph: CallGraph, uses: Uses, offloads: Mapping[Place, FunctionId]) -> Iterator[Found]:
    """Where many tasks may hand more calls to the default executor than it has threads: the first such place."""
    in_tasks = run_as_tasks(graph, uses, many=True) if offloads else ()
    found = sorted(place for place, function in offloads.items() if function in in_tasks)
    if found:
        calls = f"{len(found)} calls go" if len(found) > 1 else "a call goes"
        message = (
            f"{calls} to threads where many tasks run at once, and the default executor has as many threads as "
            f"CPUs + {FEW}, 32 at most: when all are busy, the next one waits"
        )
        yield found[0][0], found[0][1], "ASY404", message
