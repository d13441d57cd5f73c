"""pymysql -> aiomysql: what connect() takes, cursor classes, ping.

https://aiomysql.readthedocs.io/en/stable/connection.html
"""

from __future__ import annotations

import re

from asyncifier.edits import AddHelper, ArgEdits
from asyncifier.hooks import ArgView, CallOutcome, CallView, merged

PINNED = (
    "PyMySQL is held below 1.2.1: aiomysql 0.3 can't be imported with 1.2.1 and 1.2.2, and fails with bytes, lists and "
    "tuples as parameters from 1.2.3 on"
)
OTHER_DEFAULTS = (
    "aiomysql encrypts only with ssl=, where PyMySQL 1.2 does whenever the server can; it accepts several statements "
    "in one execute(); and it issues the server's warnings as Python warnings"
)
BYTEARRAYS = "aiomysql writes a bytearray as its text, bytearray(b'…'), and no error: pass bytes"
NO_SECOND_TRY = (
    "DBUtils executes a statement again, on a new connection, when it finds the connection lost; aiomysql raises "
    "OperationalError"
)
# Where PyMySQL makes one statement of many rows, aiomysql wants a space on either side of VALUES.
VALUES = re.compile(r"\s*(?:INSERT|REPLACE)\b.+\bVALUES?\s*\(", re.IGNORECASE | re.DOTALL)
SPACED_VALUES = re.compile(r"\s*(?:INSERT|REPLACE)\s.+\sVALUES?\s+\(", re.IGNORECASE | re.DOTALL)
DRIVERS = ("pymysql", "pymysql.connect", "pymysql.connections.Connection")
FILE_KEYS = ("user", "password", "passwd", "host", "database", "db", "unix_socket", "port", "charset")


def connect(call: CallView) -> CallOutcome:
    """`connect(host="db")` -> `connect(host="db", connect_timeout=10)`, pymysql's own; the rest by the model's data."""
    outcome = CallOutcome(notices=(PINNED, OTHER_DEFAULTS, BYTEARRAYS))
    if call.argument("connect_timeout") is None and not call.has_star:
        outcome = merged(outcome, CallOutcome(args=ArgEdits(add=(("connect_timeout", "10"),))))
    for check in (option_file, tls, _converters):
        outcome = merged(outcome, check(call))
    return outcome


def connection(call: CallView) -> CallOutcome:
    """`pymysql.connections.Connection(…)` -> `aiomysql.connect(…)`: the class itself would not connect."""
    return merged(connect(call), CallOutcome(template="aiomysql.connect({args})", imports=("aiomysql",)))


def cursor(call: CallView) -> CallOutcome:
    """`conn.cursor(cursor=DictCursor)` -> `conn.cursor(DictCursor)`: aiomysql takes classes by position, never None."""
    given = call.argument("cursor")
    return cursor_of(call, given) if given is not None else CallOutcome()


def cursor_of(call: CallView, given: ArgView) -> CallOutcome:
    """The call of cursor() with the class that is given for it."""
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


def executemany(call: CallView) -> CallOutcome:
    """`INSERT … VALUES(%s)`: aiomysql sends such rows one by one, and lastrowid is that of the last."""
    query = call.argument("query")
    if query is None or not isinstance(query.constant, str):
        return CallOutcome()
    if not VALUES.match(query.constant) or SPACED_VALUES.match(query.constant):
        return CallOutcome()
    warning = (
        "executemany: aiomysql sends these rows one by one, and lastrowid is that of the last row, no longer of the "
        "first: write a space before and after VALUES"
    )
    return CallOutcome(warnings=(warning,))


def open_pool(call: CallView) -> CallOutcome:
    """`PooledDB(pymysql, mincached=2, maxconnections=5, …)` -> `await _open_pool(minsize=2, maxsize=5, …)`."""
    creator = call.argument("creator")
    if creator is None or creator.dotted not in DRIVERS:
        return CallOutcome(
            refuse="creator: only pymysql itself is known to be what aiomysql takes the place of"
        )
    if call.has_star and (call.argument("maxconnections") is None or call.argument("mincached") is None):
        return CallOutcome(
            refuse="the bounds of the pool are not seen: write mincached= and maxconnections= out"
        )
    if any(call.parameter_of(arg) is None and not arg.star for arg in call.args):
        return CallOutcome(refuse="arguments for the connection are given by position: write their names")
    sizes = ("mincached", "minsize"), ("maxconnections", "maxsize")  # aiomysql's own defaults are 1 and 10
    missing = tuple((new, "0") for old, new in sizes if call.argument(old) is None)
    none = tuple((arg.place, "0") for old, _ in sizes if (arg := call.argument(old)) and arg.constant is None)
    helpers = tuple(AddHelper(name, text) for name, text in POOL.items())
    outcome = CallOutcome(
        callee="_open_pool", args=ArgEdits(add=missing, replace=none), helpers=helpers, imports=("aiomysql",),
        notices=(NO_SECOND_TRY,),
    )  # fmt: skip
    limit, blocking = call.argument("maxconnections"), call.argument("blocking")
    if limit is not None and not (blocking is not None and blocking.constant is True):
        warning = "an exhausted pool raised TooManyConnections unless blocking=True; here, tasks wait"
        outcome = merged(outcome, CallOutcome(warnings=(warning,)))
    return merged(outcome, connect(call))


def option_file(call: CallView) -> CallOutcome:
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


def tls(call: CallView) -> CallOutcome:
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


POOL = {
    "_PooledConnection": '''\
class _PooledConnection:
    """A connection of a pool: to close it is to give it back, without what was not committed."""

    def __init__(self, pool, conn):
        self._pool = pool
        self._conn = conn

    def __getattr__(self, name):
        return getattr(self._conn, name)

    async def close(self):
        conn, self._conn = self._conn, None
        if conn is None:
            return
        try:
            if conn.get_transaction_status() or not conn.get_autocommit():
                await conn.rollback()
        except BaseException as error:
            conn.close()
            self._pool.release(conn)
            await self._pool.clear()  # wakes who waits for a connection
            if not isinstance(error, aiomysql.Error):
                raise
        else:
            await self._pool.release(conn)

    def __del__(self):
        if self._conn is not None and not self._conn.loop.is_closed():
            self._conn.close()
            self._pool.release(self._conn)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.close()
''',
    "_Pool": '''\
class _Pool:
    """A pool whose connections are given back when they are closed."""

    def __init__(self, pool):
        self._pool = pool

    async def connection(self):
        return _PooledConnection(self._pool, await self._pool.acquire())

    async def close(self):
        await self._pool.clear()
        self._pool.terminate()
        await self._pool.wait_closed()
''',
    "_open_pool": '''\
async def _open_pool(**options):
    """Opens a pool of `minsize` to `maxsize` connections; 0 is any number."""
    return _Pool(await aiomysql.create_pool(**options))
''',
}
