from typing import TypedDict, overload

from wire import transport as wires
from wire.decorators import counted, logged
from wire.lines import Lines, Prefixed
from wire.transport import Echo, Lock, Transport


class Hooks:
    def on_line(self, line):
        """For users to override: does nothing here, and may wait there."""


class Options(TypedDict, total=False):
    transport: Transport
    hooks: Hooks


class Client:
    def __init__(self, **options):
        self.options = Options(transport=Prefixed(Echo(), "> "), hooks=Hooks())
        self.lock = Lock()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.options["transport"].close()

    @logged
    def send(self, text):
        with self.lock:
            self.options["transport"].write(text)
            wires.pause(0)
            return len(text)

    @overload
    def take(self) -> str: ...
    @overload
    def take(self, limit: int) -> str: ...
    @counted
    def take(self, limit=80):
        with self.lock:
            return self.options["transport"].read()[:limit]

    def rest(self):
        found = []
        for line in Lines(self.options["transport"]):
            self.options["hooks"].on_line(line)
            found.append(line)
        return found

    def copy(self):
        return type(self)()
