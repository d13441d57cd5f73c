"""psycopg2 -> aiopg: autocommit, transactions, pools, and statements for many rows.

https://aiopg.readthedocs.io/en/stable/core.html; psycopg2's asynchronous mode has no commit(), executemany() or COPY:
https://www.psycopg.org/docs/advanced.html#asynchronous-support
"""

from __future__ import annotations

from itertools import pairwise

from asyncifier.edits import AddHelper
from asyncifier.hooks import CallOutcome, CallView, Support
from asyncifier_codemods.hooks import sql

AUTOCOMMIT = "psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT"
ALWAYS = "aiopg commits each statement by itself"
NOTICE = (
    "aiopg knows autocommit only: what runs outside `with conn:` is committed at once, and a failing block takes back "
    "only what it did itself"
)


def connect(call: CallView) -> CallOutcome:
    """`connect(dsn)`: told once, what autocommit means."""
    return CallOutcome(notices=(NOTICE,))


def create_pool(call: CallView) -> CallOutcome:
    """`ThreadedConnectionPool(1, 5, dsn)`: an exhausted one waits."""
    if call.has_star and call.argument("maxconn") is None:
        return CallOutcome(refuse="the sizes of the pool are not seen")
    return CallOutcome(
        notices=(NOTICE,),
        warnings=("an exhausted pool raised PoolError at once; aiopg waits for a connection",),
    )


def write_autocommit(call: CallView) -> CallOutcome:
    """`conn.autocommit = True` goes; any other value is refused."""
    if call.args[0].constant is True:
        return CallOutcome(template="None", awaited=False)
    return CallOutcome(refuse="aiopg knows autocommit only: put transactions into `with conn:`")


def set_session(call: CallView) -> CallOutcome:
    """`conn.set_session(autocommit=True)` goes; any other setting is refused."""
    autocommit = call.argument("autocommit")
    if len(call.args) == 1 and autocommit is not None and autocommit.constant is True:
        return CallOutcome(remove=ALWAYS, template="None", awaited=False)
    return CallOutcome(refuse="psycopg2 has no set_session() in its asynchronous mode")


def set_isolation_level(call: CallView) -> CallOutcome:
    """`conn.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)` goes; any other level is refused."""
    level = call.argument("level")
    if level is not None and (level.dotted == AUTOCOMMIT or level.constant == 0):
        return CallOutcome(remove=ALWAYS, template="None", awaited=False)
    return CallOutcome(refuse="psycopg2 has no set_isolation_level() in its asynchronous mode")


_OF_TRANSACTIONS = (
    ("SET", "LOCAL"), ("SET", "TRANSACTION"), ("SAVEPOINT",), ("RELEASE",), ("ROLLBACK", "TO"), ("LOCK",), ("DECLARE",)
)  # fmt: skip
_LOCKS = (("FOR", "UPDATE"), ("FOR", "SHARE"), ("FOR", "NO"), ("FOR", "KEY"))


def execute(call: CallView) -> CallOutcome:
    """Finds SQL that means something in a transaction only."""
    query = call.argument("query")
    if query is None or not isinstance(query.constant, str):
        return CallOutcome()
    words = tuple(piece.text.upper() for piece in sql.tokens(query.constant) if piece.kind == "word")
    starts = any(words[: len(start)] == start for start in _OF_TRANSACTIONS)
    if starts or any(pair in _LOCKS for pair in pairwise(words)):
        return CallOutcome(warnings=(f"{words[0]} here needs a transaction: put it into `with conn:`",))
    return CallOutcome()


def executemany(call: CallView) -> CallOutcome:
    """`cur.executemany(sql, rows)` -> one statement after the other."""
    query, rows = call.argument("query"), call.argument("vars_list")
    if query is None or rows is None:
        return CallOutcome(refuse="the statement and its rows are not seen")
    template = f"_execute_each({{self}}, {{{query.place}}}, {{{rows.place}}})"
    return CallOutcome(template=template, helpers=(EXECUTE_EACH,), warnings=(LAST_ROW,))


def execute_each(call: CallView) -> CallOutcome:
    """`execute_batch(cur, sql, rows)` -> the same as executemany."""
    cur, query, rows = (call.argument(name) for name in ("cur", "sql", "argslist"))
    if cur is None or query is None or rows is None:
        return CallOutcome(refuse="the cursor, the statement and its rows are not seen")
    template = f"_execute_each({{{cur.place}}}, {{{query.place}}}, {{{rows.place}}})"
    return CallOutcome(template=template, helpers=(EXECUTE_EACH,))


def close_pool(call: CallView) -> CallOutcome:
    """`pool.closeall()` -> `await _close_pool(pool)`."""
    return CallOutcome(template="_close_pool({self})", helpers=(CLOSE_POOL,))


def with_commit() -> Support:
    """What `with conn:` becomes."""
    return Support((TRANSACTION,), ("contextlib",))


LAST_ROW = "rowcount is that of the last row now, was that of all"

TRANSACTION = AddHelper(
    "_transaction",
    '''\
@contextlib.asynccontextmanager
async def _transaction(conn):
    """A transaction on `conn`: committed at the end of the block, taken back on an exception."""
    async with conn.cursor() as cur, cur.begin():
        yield conn
''',
)
EXECUTE_EACH = AddHelper(
    "_execute_each",
    '''\
async def _execute_each(cur, sql, rows):
    """Executes `sql` with each of `rows`."""
    for row in rows:
        await cur.execute(sql, row)
''',
)
CLOSE_POOL = AddHelper(
    "_close_pool",
    '''\
async def _close_pool(pool):
    """Closes the pool and all its connections."""
    pool.close()
    await pool.wait_closed()
''',
)
