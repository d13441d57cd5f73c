from typing import TypedDict, overload

from wire import transport as wires
from wire.decorators import counted, logged
from wire.lines import Lines, Prefixed
from wire.transport import ALock, AsyncEcho, AsyncTransport


class Hooks:
    async def on_line(self, line):
        """For users to override: does nothing here, and may wait there."""


class Options(TypedDict, total=False):
    transport: AsyncTransport
    hooks: Hooks


class Client:
    def __init__(self, **options):
        self.options = Options(transport=Prefixed(AsyncEcho(), "> "), hooks=Hooks())
        self.lock = ALock()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        await self.options["transport"].aclose()

    @logged
    async def send(self, text):
        async with self.lock:
            self.options["transport"].write(text)
            await wires.apause(0)
            return len(text)

    @overload
    async def take(self) -> str: ...
    @overload
    async def take(self, limit: int) -> str: ...
    @counted
    async def take(self, limit=80):
        async with self.lock:
            return (await self.options["transport"].read())[:limit]

    async def rest(self):
        found = []
        async for line in Lines(self.options["transport"]):
            await self.options["hooks"].on_line(line)
            found.append(line)
        return found

    def copy(self):
        return type(self)()
