from typing import Generic, TypeVar

from wire.transport import Transport

Source = TypeVar("Source", bound=Transport)


class Reader(Generic[Source]):
    def __init__(self, source):
        self.source = source


class Lines(Reader[Transport]):
    """The lines of a transport until an empty one."""

    def __iter__(self):
        return self

    def __next__(self):
        line = self.source.read()
        if not line:
            raise StopIteration
        return line


class Prefixed(Transport):
    """A transport over a transport: it overrides what the model speaks of."""

    def __init__(self, inner: Transport, prefix):
        self.inner = inner
        self.prefix = prefix

    def read(self):
        line = self.inner.read()
        return f"{self.prefix}{line}" if line else line

    def close(self):
        self.inner.close()

    def write(self, text):
        self.inner.write(text)
