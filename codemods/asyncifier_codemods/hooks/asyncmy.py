"""pymysql -> asyncmy: what connect() takes. ping() is the same as for aiomysql.

https://github.com/long2ice/asyncmy
"""

from __future__ import annotations

from asyncifier.hooks import CallOutcome, CallView, merged
from asyncifier_codemods.hooks import sql
from asyncifier_codemods.hooks.pymysql import ping

OTHER_DEFAULTS = (
    "asyncmy encrypts only with ssl=, where PyMySQL 1.2 does whenever the server can, and it accepts several "
    "statements in one execute(); lists, sets and bytearrays as parameters raise TypeError: pass tuples and bytes"
)

BIG_ROWS = "asyncmy 0.2 reads a result with a row of 16 MiB or more as no rows at all, without an error"
OTHER_NUMBERS = (
    "after a lost connection asyncmy raises OperationalError 2006 at the next statement, PyMySQL 2013; lastrowid is 0, "
    "not None, where there is none; and a dict as parameter is written as its text, where PyMySQL raises TypeError"
)


def connect(call: CallView) -> CallOutcome:
    """What is to be known where the first connection is made; the rest by the model's data."""
    outcome = CallOutcome(notices=(OTHER_DEFAULTS, BIG_ROWS, OTHER_NUMBERS))
    conv = call.argument("conv")
    if conv is None or conv.constant is None:
        return outcome
    warning = "conv=: asyncmy reads results with it, and writes parameters with encoders of its own"
    return merged(outcome, CallOutcome(warnings=(warning,)))


def connection(call: CallView) -> CallOutcome:
    """`pymysql.connections.Connection(…)` -> `asyncmy.connect(…)`: the class itself would not connect."""
    return merged(connect(call), CallOutcome(template="asyncmy.connect({args})", imports=("asyncmy",)))


def execute(call: CallView) -> CallOutcome:
    """`WHERE id IN %s` takes a tuple only."""
    query = call.argument("query")
    if query is None or not isinstance(query.constant, str):
        return CallOutcome()
    if not sql.has_placeholder_after(query.constant, "IN"):
        return CallOutcome()
    return CallOutcome(
        warnings=("`IN %s`: asyncmy takes a tuple there, and raises TypeError for a list or a set",)
    )


__all__ = ["connect", "connection", "execute", "ping"]
