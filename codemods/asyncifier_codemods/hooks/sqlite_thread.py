"""sqlite3 -> sqlite3 in a thread of its own: one thread for each connection, since its objects are bound to theirs.

https://docs.python.org/3/library/sqlite3.html#sqlite3.connect (check_same_thread)
"""

from __future__ import annotations

from asyncifier.edits import AddHelper
from asyncifier.hooks import CallOutcome, CallView


def connect(call: CallView) -> CallOutcome:
    """`sqlite3.connect(path)` -> `await _connect_in_thread(path)`."""
    return CallOutcome(
        callee=IN_THREAD.name,
        helpers=(IN_THREAD,),
        imports=("asyncio", "concurrent.futures", "contextvars", "functools", "sqlite3"),
    )


IN_THREAD = AddHelper(
    "_connect_in_thread",
    '''\
class _InThread:
    """A connection or a cursor whose methods run in the thread that it belongs to, and are awaited."""

    def __init__(self, thing, thread):
        vars(self).update(_thing=thing, _thread=thread)

    async def _run(self, function, *args, **options):
        call = functools.partial(contextvars.copy_context().run, function, *args, **options)
        result = await asyncio.get_running_loop().run_in_executor(self._thread, call)
        if result is self._thing:
            return self
        return _InThread(result, self._thread) if isinstance(result, sqlite3.Cursor) else result

    def __getattr__(self, name):
        found = getattr(self._thing, name)
        return functools.partial(self._run, found) if callable(found) and not name.endswith("_factory") else found

    def __setattr__(self, name, value):
        setattr(self._thing, name, value)

    async def __aiter__(self):
        while rows := await self.fetchmany(100):
            for row in rows:
                yield row

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, trace):
        await (self.rollback() if kind else self.commit())
        await self.close()

    async def iterdump(self, **options):
        for line in await self._run(lambda: list(self._thing.iterdump(**options))):
            yield line

    async def backup(self, target, **options):
        await self._run(self._thing.backup, target._thing, **options)

    async def close(self):
        await self._run(self._thing.close)
        if isinstance(self._thing, sqlite3.Connection):
            self._thread.shutdown(wait=False)


async def _connect_in_thread(*args, **options):
    """`sqlite3.connect` in a new thread, which all work on the connection is left to."""
    thread = concurrent.futures.ThreadPoolExecutor(1, "sqlite3")
    call = functools.partial(sqlite3.connect, *args, **options)
    conn = await asyncio.get_running_loop().run_in_executor(thread, call)
    return _InThread(conn, thread)
''',
)
