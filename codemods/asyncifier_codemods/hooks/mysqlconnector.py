"""mysql.connector -> mysql.connector.aio: pools that are filled in the loop, iteration over cursors, connect().

https://dev.mysql.com/doc/connector-python/en/connector-python-asyncio.html
"""

from __future__ import annotations

from asyncifier.edits import AddHelper, ArgEdits
from asyncifier.hooks import CallOutcome, CallView, Support, merged

AIO = "mysql.connector.aio"
NO_TLS = (
    "mysql.connector.aio fails with a server that has no TLS unless ssl_disabled=True is given; the blocking half "
    "goes on without it"
)

NO_ERROR_OF_ITS_OWN = (
    "a server that can't be reached raises OSError (ConnectionRefusedError, socket.gaierror), no mysql.connector.Error;"
    " and connection_timeout= does not end the wait for a server that accepts but does not answer: put "
    "asyncio.timeout() around"
)


def connect(call: CallView) -> CallOutcome:
    """What is to be known where the first connection is made."""
    tls = () if call.argument("ssl_disabled") else (NO_TLS,)
    return CallOutcome(notices=(*tls, NO_ERROR_OF_ITS_OWN))


def connection(call: CallView) -> CallOutcome:
    """`MySQLConnection(host="db")` -> `await mysql.connector.aio.connect(host="db")`: the class would not connect."""
    if not call.args:
        return CallOutcome(
            refuse="a connection that is not yet connected: mysql.connector.aio.connect() connects"
        )
    outcome = CallOutcome(template=f"{AIO}.connect({{args}})", imports=(AIO,))
    return merged(outcome, connect(call))


def open_pool(call: CallView) -> CallOutcome:
    """`MySQLConnectionPool(pool_size=3, …)` -> `await _open_pool(pool_size=3, …)`: filled inside the loop."""
    helper = AddHelper("_open_pool", OPEN_POOL)
    outcome = CallOutcome(callee="_open_pool", helpers=(helper,), imports=(f"{AIO}.pooling",))
    return merged(outcome, connect(call))


def reconnect(call: CallView) -> CallOutcome:
    """`conn.connect()` opens again what was closed; it takes no settings any more."""
    return (
        CallOutcome(refuse="mysql.connector.aio takes all settings when it connects")
        if call.args
        else CallOutcome()
    )


def execute(call: CallView) -> CallOutcome:
    """`execute(sql, multi=True)` gave an iterator; releases since 9.2 have `fetchsets()` instead."""
    multi = call.argument("multi")
    if multi is None:
        return CallOutcome()
    if multi.constant is False:
        return CallOutcome(args=ArgEdits(drop=(multi.place,)))
    return CallOutcome(refuse="multi=: mysql.connector has none since 9.2; call fetchsets()")


def iterate() -> Support:
    """`for row in cur` -> `async for row in _rows(cur)`: the cursors' own `__aiter__` is a coroutine."""
    return Support((AddHelper("_rows", ROWS),))


ROWS = '''\
async def _rows(cur):
    """The rows of a cursor, one by one: no cursor of mysql.connector.aio can be iterated itself."""
    while (row := await cur.fetchone()) is not None:
        yield row
'''

OPEN_POOL = '''\
async def _open_pool(*args, **options):
    """A pool with all its connections open."""
    pool = mysql.connector.aio.pooling.MySQLConnectionPool(*args, **options)
    await pool.initialize_pool()
    return pool
'''
