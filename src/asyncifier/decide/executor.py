"""`[tool.asyncify.executor]`: the threads that what blocks runs in, where the default ones of asyncio are not wanted.

    await asyncio.to_thread(ask, "one", retries=2)    ->    await _in_thread(ask, "one", retries=2)

The helper does what `asyncio.to_thread` does, keyword arguments and context variables included, in threads of the
module's own: so many, and so named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asyncifier.edits import AddHelper

Found = tuple[int, int, str, str]
"""(module, line, code, message)."""

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

    def told(self, offloads: Iterable[tuple[int, int, int]]) -> Iterator[Found]:
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
