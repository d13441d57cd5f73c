"""redis -> redis.asyncio: which commands of a pipeline are sent at once and have to be awaited.

https://redis.readthedocs.io/en/stable/advanced_features.html#pipelines
"""

from __future__ import annotations

from asyncifier.hooks import CallOutcome, CallView

# What the methods of a pipeline do to the commands that follow.
SENT = frozenset({"watch"})
QUEUED = frozenset({"multi", "execute", "reset", "unwatch", "discard", "close"})

# What can give a function a pipeline that watches already.
WATCHING = frozenset({"watch", "transaction"})


def pipeline_command(call: CallView) -> CallOutcome:
    """`pipe.get("n")` is awaited between `watch()` and `multi()`, where it is sent; else it only queues up.

    Where a pipeline comes from elsewhere, and some function of the program watches, the command is awaited too: to
    await one that queues up gives the pipeline, as the call does.
    """
    receiver = call.receiver
    if not receiver.name:
        return CallOutcome(awaited=False)  # `pipe.set(…).get(…)`: what gives the pipeline has queued up
    for method in reversed(receiver.before):
        if method in SENT:
            return CallOutcome(awaited=True)
        if method in QUEUED:
            return CallOutcome(awaited=False)
    return CallOutcome(awaited=receiver.made_by != "pipeline" and bool(receiver.elsewhere & WATCHING))
