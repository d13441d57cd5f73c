"""The refusal codes: what each means and what the user can do. Each has a page in docs/codes/."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A refusal code with a title and a hint of one sentence."""

    code: str
    title: str
    hint: str


CODES: dict[str, Code] = {
    item.code: item
    for item in (
        Code(
            "ASY101",
            "special method can't await",
            "move the I/O into a method of its own and call it explicitly",
        ),
        Code("ASY102", "property does I/O", "turn the property into a method, then run asyncify again"),
        Code(
            "ASY103",
            "module-level or class-level I/O",
            "move it into a function that the program's start calls",
        ),
        Code("ASY104", "lambda does I/O", "turn the lambda into a named function"),
        Code(
            "ASY105", "generator returns a value", "yield the value, or return it from a function of its own"
        ),
        Code("ASY106", "hook called synchronously", "do the I/O outside the hook"),
        Code(
            "ASY107",
            "decorator does not await",
            "make the decorator async-aware, or apply it to a synchronous part",
        ),
        Code("ASY108", "overrides a method from outside the project", "move the I/O out of the override"),
        Code("ASY109", "body can't be a coroutine", "take that part out into a function of its own"),
        Code("ASY110", "kept synchronous on request", "remove the mark or the keep-sync entry to convert it"),
        Code("ASY112", "the name asyncio is taken", "rename what is called asyncio in this module"),
        Code(
            "ASY113",
            "outside the files to convert",
            "add the file to `convert` in the configuration, or keep what it calls synchronous",
        ),
        Code(
            "ASY201", "handed to code that works synchronously", "call it yourself and hand over the result"
        ),
        Code("ASY202", "values needed at once", "gather the values in a list first"),
        Code("ASY203", "handed to unresolved code", "declare what is called under [tool.asyncify.types]"),
        Code("ASY204", "callee may be synchronous", "separate the two cases, or declare the type"),
        Code("ASY205", "nested comprehension waits", "write the outer one as a loop, or require Python 3.11"),
        Code(
            "ASY210",
            "no counterpart in the async driver",
            "replace this use by hand, then run asyncify again",
        ),
        Code(
            "ASY211",
            "would block the event loop",
            "convert or separate the part that stays on the old driver",
        ),
        Code("ASY220", "unresolved receiver", "declare its type under [tool.asyncify.types]"),
        Code("ASY221", "declaration without effect", "correct it, or take it out"),
        Code(
            "ASY301", "connection is never closed", "close it when the program ends, for example in `finally`"
        ),
        Code(
            "ASY302",
            "connection is not closed on every path",
            "close it in `finally`, or open it in a `with` block",
        ),
        Code("ASY303", "connection shared by tasks", "give each task a connection of its own, from a pool"),
        Code(
            "ASY304",
            "pooled connection held over an await",
            "give it back before, and take another one after",
        ),
        Code(
            "ASY305",
            "max-concurrency does not reach this",
            "open the connection in a `with` block of its own, or take it from a pool",
        ),
        Code("ASY310", "the drivers may differ here", "check this statement against the async driver"),
        Code(
            "ASY311",
            "the drivers differ as a whole",
            "look for code that relies on it; it is told once, at the first connection",
        ),
        Code(
            "ASY320",
            "dependencies to declare by hand",
            "add the new libraries where this project lists its own",
        ),
        Code(
            "ASY321",
            "old driver still needed",
            "convert that place too; until then the project needs both drivers",
        ),
        Code("ASY401", "blocks the event loop", "convert or move it to a thread of its own by hand"),
        Code("ASY402", "lock held over an await", "use asyncio.Lock, or release it before the await"),
        Code(
            "ASY403",
            "thread-local value in a coroutine",
            "use contextvars.ContextVar: each task has its own",
        ),
        Code(
            "ASY404",
            "more calls in threads than threads",
            "set executor.max-workers to what may run at once",
        ),
        Code(
            "ASY405",
            "clause swallows or misses the end of a task",
            "catch Exception instead, or raise asyncio.CancelledError again",
        ),
        Code(
            "ASY406",
            "state changed by others over an await",
            "hold an asyncio.Lock around both, or read it again after the await",
        ),
        Code("ASY407", "set for all tasks over an await", "end the block before the await"),
        Code(
            "ASY408",
            "file I/O where a function turns async",
            "hand the function that works with the file to asyncio.to_thread, where the file may be big or far away",
        ),
        Code(
            "ASY501",
            "test double of a class that is made by create()",
            "let its create be an AsyncMock that gives the double",
        ),
        Code(
            "ASY502",
            "test double that can't be awaited",
            "give the test an AsyncMock there, or autospec=True",
        ),
        Code("ASY503", "text beside the code tells how it was", "write it anew by hand"),
        Code(
            "ASY601", "blocking call on the event loop", "await its asynchronous form, or asyncio.to_thread"
        ),
        Code("ASY602", "forgotten await", "await the coroutine, or make a task of it"),
        Code(
            "ASY603", "coroutine taken for its result in a test", "await it first: a coroutine is always true"
        ),
        Code(
            "ASY604",
            "synchronous loop or with over something asynchronous",
            "write `async for` or `async with`",
        ),
        Code(
            "ASY605",
            "event loop inside an event loop",
            "await the coroutine instead of running a loop for it",
        ),
        Code(
            "ASY606", "leftover of a replaced library", "replace it too, or keep the old library on purpose"
        ),
        Code("ASY607", "marked as refused", "see the page of the code in the mark, then run asyncify again"),
        Code(
            "ASY608", "file I/O on the event loop", "asyncio.to_thread, where the file may be big or far away"
        ),
        Code(
            "ASY901", "file could not be rewritten", "see the reason; the rest of the project is not affected"
        ),
    )
}


def hint_for(code: str) -> str:
    """What to do about a refusal of that code."""
    return CODES[code].hint
