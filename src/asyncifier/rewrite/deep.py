"""Calls a function with room for very deep recursion: `elif` and `+` chains of thousands of links."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

Result = TypeVar("Result")

_STACK: Final = 512 * 1024 * 1024  # only what is touched costs memory
_RECURSION_LIMIT: Final = 1_000_000
_starting = threading.Lock()  # the stack size is a setting of the whole process
_here = threading.local()


def with_deep_stack(call: Callable[[], Result]) -> Result:
    """What `call()` returns or raises, run on a thread with a stack of 512 MB."""
    if getattr(_here, "is_deep", False):
        return call()
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        _here.is_deep = True
        try:
            results.append(call())
        except BaseException as error:  # carried over to the calling thread
            errors.append(error)

    with _starting:
        if sys.getrecursionlimit() < _RECURSION_LIMIT:
            sys.setrecursionlimit(_RECURSION_LIMIT)
        stack_before = threading.stack_size(_STACK)
        try:
            thread = threading.Thread(target=run, name="deep stack")
            thread.start()
        finally:
            threading.stack_size(stack_before)
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
