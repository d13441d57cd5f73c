"""pymongo -> its asynchronous API, or motor: what data can't say of cursors.

https://www.mongodb.com/docs/languages/python/pymongo-driver/current/reference/migration/
"""

from __future__ import annotations

from asyncifier.hooks import CallOutcome, CallView


def next_document(call: CallView) -> CallOutcome:
    """`cursor.next()` is awaited; at the end it raises another exception than before."""
    warning = "at the end, next() raises StopAsyncIteration where it raised StopIteration"
    return CallOutcome(warnings=(warning,))
