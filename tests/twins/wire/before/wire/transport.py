"""What is not converted: the transport, which is there in both worlds."""

import asyncio
import time
from asyncio import Lock as ALock
from threading import Lock

__all__ = ["ALock", "AsyncEcho", "AsyncTransport", "Echo", "Lock", "Transport", "apause", "pause"]


def pause(seconds):
    time.sleep(seconds)


async def apause(seconds):
    await asyncio.sleep(seconds)


class Transport:
    def read(self):
        raise NotImplementedError

    def close(self):
        raise NotImplementedError

    def write(self, text):
        raise NotImplementedError


class AsyncTransport:
    async def read(self):
        raise NotImplementedError

    async def aclose(self):
        raise NotImplementedError

    def write(self, text):
        raise NotImplementedError


class Echo(Transport):
    def __init__(self):
        self.lines = []

    def read(self):
        return self.lines.pop(0) if self.lines else ""

    def close(self):
        print("closed")

    def write(self, text):
        self.lines.append(text)


class AsyncEcho(AsyncTransport):
    def __init__(self):
        self.lines = []

    async def read(self):
        await asyncio.sleep(0)
        return self.lines.pop(0) if self.lines else ""

    async def aclose(self):
        await asyncio.sleep(0)
        print("closed")

    def write(self, text):
        self.lines.append(text)
