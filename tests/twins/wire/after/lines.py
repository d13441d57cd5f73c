from typing import Generic, TypeVar

from wire.transport import AsyncTransport

Source = TypeVar("Source", bound=AsyncTransport)


class Reader(Generic[Source]):
    def __init__(self, source):
        self.source = source


class Lines(Reader[AsyncTransport]):
    """The lines of a transport until an empty one."""

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.source.read()
        if not line:
            raise StopAsyncIteration
        return line


class Prefixed(AsyncTransport):
    """A transport over a transport: it overrides what the model speaks of."""

    def __init__(self, inner: AsyncTransport, prefix):
        self.inner = inner
        self.prefix = prefix

    async def read(self):
        line = await self.inner.read()
        return f"{self.prefix}{line}" if line else line

    async def aclose(self):
        await self.inner.aclose()

    def write(self, text):
        self.inner.write(text)
