"""pymysql -> aiomysql: what connect() takes, cursor classes, ping.

https://aiomysql.readthedocs.io/en/stable/connection.html
"""

from __future__ import annotations

from asyncifier.edits import ArgEdits
from asyncifier.hooks import CallOutcome, CallView, merged

PINNED = (
    "PyMySQL is held below 1.2.1: aiomysql 0.3 can't be imported with 1.2.1 and 1.2.2, and fails with bytes, lists and "
    "tuples as parameters from 1.2.3 on"
)
OTHER_DEFAULTS = (
    "aiomysql encrypts only with ssl=, where PyMySQL 1.2 does whenever the server can; it accepts several statements "
    "in one execute(); and it issues the server's warnings as Python warnings"
)
FILE_KEYS = ("user", "password", "passwd", "host", "database", "db", "unix_socket", "port", "charset")


def connect(call: CallView) -> CallOutcome:
    """`connect(host="db")` -> `connect(host="db", connect_timeout=10)`, pymysql's own; the rest by the model's data."""
    outcome = CallOutcome(notices=(PINNED, OTHER_DEFAULTS))
    if call.argument("connect_timeout") is None and not call.has_star:
        outcome = merged(outcome, CallOutcome(args=ArgEdits(add=(("connect_timeout", "10"),))))
    for check in (_option_file, _tls, _converters):
        outcome = merged(outcome, check(call))
    return outcome


def connection(call: CallView) -> CallOutcome:
    """`pymysql.connections.Connection(…)` -> `aiomysql.connect(…)`: the class itself would not connect."""
    return merged(connect(call), CallOutcome(template="aiomysql.connect({args})", imports=("aiomysql",)))


def cursor(call: CallView) -> CallOutcome:
    """`conn.cursor(cursor=DictCursor)` -> `conn.cursor(DictCursor)`: aiomysql takes classes by position, never None."""
    given = call.argument("cursor")
    if given is None:
        return CallOutcome()
    if given.constant is None:
        return CallOutcome(args=ArgEdits(drop=(given.place,)))
    if given.is_fixed:
        return CallOutcome(template=f"{{self}}.cursor({{{given.place}}})")
    if not call.receiver.name:
        return CallOutcome(refuse="aiomysql takes no None for a cursor class, and this value may be None")
    return CallOutcome(template=f"{{self}}.cursor({{{given.place}}} or {{self}}.cursorclass)")


def ping(call: CallView) -> CallOutcome:
    """`conn.ping()` -> `conn.ping(reconnect=False)`: aiomysql connects again unless it is told not to."""
    if call.argument("reconnect") is not None or call.has_star:
        return CallOutcome()
    warning = "ping() connected again before PyMySQL 1.2, and no longer does since: say which with reconnect="
    return CallOutcome(args=ArgEdits(add=(("reconnect", "False"),)), warnings=(warning,))


def _option_file(call: CallView) -> CallOutcome:
    """What stands in an option file counts in aiomysql, whatever the call says; in pymysql the call counts."""
    file = call.argument("read_default_file")
    if file is None or file.constant is None:
        group = call.argument("read_default_group")
        if group is None or group.constant is None:
            return CallOutcome()
        return CallOutcome(
            refuse="read_default_group=: aiomysql reads no default file: add read_default_file="
        )
    if call.has_star or any(call.argument(name) is not None for name in FILE_KEYS):
        return CallOutcome(
            refuse="read_default_file=: aiomysql prefers the file's values to those of the call, pymysql the call's"
        )
    warning = (
        "aiomysql knows neither quotes, options without a value, ssl-* nor bind-address in an option file"
    )
    return CallOutcome(warnings=(warning,))


def _tls(call: CallView) -> CallOutcome:
    context = call.argument("ssl")
    if context is None or context.constant is None:
        return CallOutcome()
    if context.is_constant or context.keys:
        return CallOutcome(refuse="ssl=: aiomysql takes an ssl.SSLContext only")
    return CallOutcome(warnings=("ssl=: aiomysql takes an ssl.SSLContext only, no dict",))


def _converters(call: CallView) -> CallOutcome:
    given = call.argument("conv")
    if given is None or given.constant is None:
        return CallOutcome()
    return CallOutcome(
        warnings=("conv=: aiomysql reads results with it, and writes parameters with pymysql's own encoders",)
    )
