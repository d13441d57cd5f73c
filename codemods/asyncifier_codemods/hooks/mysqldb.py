"""MySQLdb -> aiomysql: what connect() takes, cursor classes, ping.

https://mysqlclient.readthedocs.io/user_guide.html
"""

from __future__ import annotations

from dataclasses import replace

from asyncifier.hooks import CallOutcome, CallView, merged
from asyncifier_codemods.hooks import pymysql

OTHER_VALUES = (
    "aiomysql gives dates of zeros as text, MySQLdb gave None; fetchall() of a DictCursor, or without a result, gives "
    "a list, not a tuple; a set as parameter is a list of values, not one of SET; errors 1364 and 1366 are an "
    "OperationalError and a DataError, not an IntegrityError and an OperationalError; the server's warnings become "
    "Python warnings"
)


def connect(call: CallView) -> CallOutcome:
    """What is to be known where the first connection is made; options that aiomysql reads otherwise."""
    outcome = CallOutcome(notices=(pymysql.PINNED, OTHER_VALUES, pymysql.BYTEARRAYS))
    for check in (pymysql.option_file, pymysql.tls):
        outcome = merged(outcome, check(call))
    return outcome


def connection(call: CallView) -> CallOutcome:
    """`MySQLdb.connections.Connection(…)` -> `aiomysql.connect(…)`: the class itself would not connect."""
    return merged(connect(call), CallOutcome(template="aiomysql.connect({args})", imports=("aiomysql",)))


def cursor(call: CallView) -> CallOutcome:
    """`conn.cursor(cursorclass=DictCursor)` -> `conn.cursor(DictCursor)`."""
    given = call.argument("cursorclass")
    return pymysql.cursor_of(call, given) if given is not None else CallOutcome()


def ping(call: CallView) -> CallOutcome:
    """`conn.ping()` -> `conn.ping(reconnect=False)`: aiomysql connects again unless it is told not to."""
    return replace(pymysql.ping(call), warnings=())


executemany = pymysql.executemany

__all__ = ["connect", "connection", "cursor", "executemany", "ping"]
