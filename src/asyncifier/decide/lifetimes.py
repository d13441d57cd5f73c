"""Helpers in the converted code that give connections the lifetime which the process had given them."""

from __future__ import annotations

from asyncifier.edits import AddHelper


def one_per_loop(close: str) -> AddHelper:
    """The decorator for what a module shares: one object for each event loop, ended by `close` with the loop.

    An event loop that shuts down closes the asynchronous generators that still wait in it (`asyncio.run` does so by
    `loop.shutdown_asyncgens()`), so the object is kept by one. Two tasks that ask at once get the same object.
    """
    if not close:
        return AddHelper("_once_per_loop", _ONCE_PER_LOOP)
    method = close.removeprefix("await ").removeprefix("thing.").removesuffix("()")
    name = "_one_per_loop" if close == "await thing.close()" else f"_one_per_loop_until_{method}"
    return AddHelper(name, _CLOSED_WITH_LOOP.format(name=name, close=close))


def until_shutdown(close: str) -> AddHelper:
    """The function for a connection that is kept in a variable of the module, and that nothing closes."""
    return AddHelper("_until_shutdown", _UNTIL_SHUTDOWN.format(close=close))


def closing_with(close: str) -> AddHelper:
    """What `contextlib.closing` is for what `close` ends."""
    method = close.removeprefix("await ").removeprefix("thing.").removesuffix("()")
    name = "_closing" if close == "await thing.close()" else f"_closing_with_{method}"
    return AddHelper(name, _CLOSING.format(name=name, close=close))


_CLOSING = '''@contextlib.asynccontextmanager
async def {name}(thing):
    """Closes `thing` at the end of the block."""
    try:
        yield thing
    finally:
        {close}
'''

_UNTIL_SHUTDOWN = '''_keepers = []


async def _until_shutdown(opening, name):
    """What `opening` gives; when the event loop shuts down it is closed, and the variable `name` is None again."""
    thing = await opening

    async def keep():
        try:
            yield
        finally:
            if globals()[name] is thing:
                globals()[name] = None
            {close}

    keeper = keep()
    await keeper.__anext__()
    _keepers.append(keeper)
    return thing
'''

_CLOSED_WITH_LOOP = '''def {name}(make):
    """Makes one object for each event loop, when it is first asked for, and closes it when the loop shuts down."""
    kept = weakref.WeakKeyDictionary()

    async def keep(loop):
        thing = await make()
        try:
            yield thing
        finally:
            del kept[loop]
            {close}

    @functools.wraps(make)
    async def get():
        loop = asyncio.get_running_loop()
        lock, found = kept.setdefault(loop, (asyncio.Lock(), []))
        async with lock:
            if not found:
                keeper = keep(loop)
                found += [await keeper.__anext__(), keeper]
        return found[0]

    return get
'''

_ONCE_PER_LOOP = '''def _once_per_loop(make):
    """Makes one object for each event loop, when it is first asked for."""
    kept = weakref.WeakKeyDictionary()

    @functools.wraps(make)
    async def get():
        lock, found = kept.setdefault(asyncio.get_running_loop(), (asyncio.Lock(), []))
        async with lock:
            if not found:
                found.append(await make())
        return found[0]

    return get
'''
