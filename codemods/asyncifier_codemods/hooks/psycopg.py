"""psycopg2 -> psycopg 3: row factories, isolation levels, execute_values, callproc, pools, SQL checks.

https://www.psycopg.org/psycopg3/docs/basic/from_pg2.html
"""

from __future__ import annotations

from asyncifier.edits import AddHelper, ArgEdits
from asyncifier.hooks import ArgView, CallOutcome, CallView, Support, merged
from asyncifier.library import Refused
from asyncifier_codemods.hooks import sql

EXTRAS = "psycopg2.extras"

# Names that [imports] of the model already turns into the row factory.
NAMED_ROW_FACTORIES = frozenset({f"{EXTRAS}.RealDictCursor", f"{EXTRAS}.NamedTupleCursor"})
PLAIN_CURSORS = frozenset({"psycopg2.extensions.cursor", "psycopg2._psycopg.cursor"})
DICT_CURSOR = f"{EXTRAS}.DictCursor"

CONNECTION_ROW_FACTORIES = {
    f"{EXTRAS}.RealDictConnection": "psycopg.rows.dict_row",
    f"{EXTRAS}.NamedTupleConnection": "psycopg.rows.namedtuple_row",
}
DICT_CONNECTION = f"{EXTRAS}.DictConnection"
PLAIN_CONNECTIONS = frozenset({"psycopg2.extensions.connection", "psycopg2._psycopg.connection"})

# psycopg2's numbers mean other levels in psycopg 3: SERIALIZABLE is 3 there and 4 here.
ISOLATION_LEVELS = {
    1: "psycopg.IsolationLevel.READ_COMMITTED",
    2: "psycopg.IsolationLevel.REPEATABLE_READ",
    3: "psycopg.IsolationLevel.SERIALIZABLE",
    4: "psycopg.IsolationLevel.READ_UNCOMMITTED",
}
ISOLATION_NAMES = {
    name: f"psycopg.IsolationLevel.{name.replace(' ', '_')}"
    for name in ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE", "READ UNCOMMITTED")
}
AUTOCOMMIT = "psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT"
DEFAULT_LEVEL = "psycopg2.extensions.ISOLATION_LEVEL_DEFAULT"
KNOWN_LEVELS = frozenset(
    f"psycopg2.extensions.ISOLATION_LEVEL_{name.replace(' ', '_')}" for name in ISOLATION_NAMES
)


OTHER_TYPES = (
    "some columns come back as other types: uuid as UUID, bytea as bytes, inet and cidr as IPv4Address and its like, "
    "ranges as Range, row() and composites as tuple"
)


def connect(call: CallView) -> CallOutcome:
    """`connect(cursor_factory=RealDictCursor)` -> row_factory=dict_row; the client-side binding cursor is added.

    psycopg 3's default cursor binds on the server, which gives other results for many statements.
    """
    add = ArgEdits(add=(("cursor_factory", "psycopg.AsyncClientCursor"),))
    outcome = CallOutcome(args=add, imports=("psycopg",), notices=(OTHER_TYPES,))
    return merged(merged(outcome, _connection_factory(call)), _cursor_factory(call))


def cursor(call: CallView) -> CallOutcome:
    """`conn.cursor(cursor_factory=RealDictCursor)` -> `conn.cursor(row_factory=dict_row)`."""
    outcome = _cursor_factory(call)
    name = call.argument("name")
    if name is None:
        return outcome
    if name.constant is None:  # cursor(None, …): psycopg 3 wants a string
        return merged(outcome, CallOutcome(args=ArgEdits(replace=((name.place, '""'),))))
    warning = (
        "a named cursor binds parameters on the server in psycopg 3: check %s in literals, intervals and IN"
    )
    return merged(outcome, CallOutcome(warnings=(warning,)))


def write_cursor_factory(call: CallView) -> CallOutcome:
    """`conn.cursor_factory = RealDictCursor` -> `conn.row_factory = dict_row`: the names change, no more."""
    value = call.args[0]
    if value.dotted in NAMED_ROW_FACTORIES:
        return CallOutcome()
    return CallOutcome(refuse="cursor_factory: only RealDictCursor and NamedTupleCursor have a row factory")


def execute(call: CallView) -> CallOutcome:
    """Finds SQL that psycopg 3 reads otherwise than psycopg2."""
    query = call.argument("query")
    if query is None or not isinstance(query.constant, str):
        return CallOutcome()
    text = query.constant
    if sql.has_placeholder_after(text, "IN"):
        return CallOutcome(refuse="psycopg 3 has no `IN %s` with a tuple: write `= ANY(%s)` and pass a list")
    if sql.has_placeholder_after(text, "VALUES"):
        return CallOutcome(refuse="psycopg 3 has no `VALUES %s` with a tuple: write one %s for each column")
    warnings = []
    if sql.selects_placeholder(text):
        warnings.append(
            "psycopg 3 gives a list back as text here: write `%s::text[]`, or the type that it has"
        )
    if sql.mentions(text, "infinity"):
        warnings.append("psycopg 3 can't read dates at infinity")
    if sql.count_statements(text) > 1:
        warning = "several statements in one execute(): psycopg 3 shows the first result, psycopg2 the last"
        warnings.append(warning)
    return CallOutcome(warnings=tuple(warnings))


def execute_values(call: CallView) -> CallOutcome:
    """`execute_values(cur, "INSERT INTO t (a, b) VALUES %s", rows)` -> executemany with `VALUES (%s, %s)`."""
    if call.has_star:
        return CallOutcome(refuse="arguments passed with * or ** are not seen")
    cur, query, rows = (call.argument(name) for name in ("cur", "sql", "argslist"))
    if cur is None or query is None or rows is None:
        return CallOutcome(refuse="execute_values needs a cursor, a statement and rows")
    if not isinstance(query.constant, str):
        return CallOutcome(refuse="the statement is no constant, so its row template is not known")
    fetch = call.argument("fetch")
    if fetch is not None and fetch.constant is not False:
        return CallOutcome(refuse="executemany() gives no rows back: fetch=True has no counterpart")
    parts = sql.insert_values(query.constant)
    if isinstance(parts, str):
        return CallOutcome(refuse=f"{parts}: no executemany() does the same")
    row = _row_template(call.argument("template"), parts.columns)
    if row is None:
        return CallOutcome(refuse="neither a template nor a column list says how many values a row has")
    text = literal(parts.before + row + parts.after)
    return CallOutcome(
        template=f"{{{cur.place}}}.executemany({{{query.place}}}, {{{rows.place}}})",
        args=ArgEdits(replace=((query.place, text),)),
    )


def callproc(call: CallView) -> CallOutcome:
    """`cur.callproc("f", (a, b))` -> `cur.execute("SELECT * FROM f(%s, %s)", (a, b))`."""
    name, parameters = call.argument("procname"), call.argument("parameters")
    if name is None or not isinstance(name.constant, str):
        return CallOutcome(refuse="callproc() is gone, and the name of the function is no constant")
    if parameters is None or parameters.constant is None:
        statement = literal(f"SELECT * FROM {name.constant}()")
        return CallOutcome(
            template=f"{{self}}.execute({{{name.place}}})",
            args=ArgEdits(replace=((name.place, statement),)),
        )
    if parameters.length is None:
        return CallOutcome(refuse="callproc() is gone, and the number of its parameters is not known")
    marks = ", ".join(["%s"] * parameters.length)
    statement = literal(f"SELECT * FROM {name.constant}({marks})")
    return CallOutcome(
        template=f"{{self}}.execute({{{name.place}}}, {{{parameters.place}}})",
        args=ArgEdits(replace=((name.place, statement),)),
        warnings=("callproc() returned its parameters; execute() returns the cursor",),
    )


def set_isolation_level(call: CallView) -> CallOutcome:
    """`set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)` -> `set_autocommit(True)`; numbers become names."""
    level = call.argument("level")
    if level is None:
        return CallOutcome(refuse="the isolation level is not seen")
    if level.dotted == AUTOCOMMIT or (level.constant == 0 and not isinstance(level.constant, bool)):
        return CallOutcome(method="set_autocommit", args=ArgEdits(replace=((level.place, "True"),)))
    return _isolation_level(level)


def write_isolation_level(call: CallView) -> CallOutcome:
    """`conn.isolation_level = …`, like `set_isolation_level`."""
    outcome = set_isolation_level(CallView("level", call.args, True, ("level",)))
    if outcome.method is None:
        return outcome
    return CallOutcome(template="{self}.set_autocommit(True)")


def write_session_default(call: CallView) -> CallOutcome:
    """`conn.readonly = "DEFAULT"` -> None, which is psycopg 3's word for it."""
    return CallOutcome(args=_session_default(call.args[0]))


SESSION_SETTINGS = {
    "isolation_level": "isolation_level",
    "readonly": "read_only",
    "deferrable": "deferrable",
    "autocommit": "autocommit",
}


def set_session(call: CallView) -> CallOutcome:
    """`set_session(autocommit=True)` -> `set_autocommit(True)`; several settings go through a helper."""
    if call.has_star:
        return CallOutcome(refuse="arguments passed with * or ** are not seen")
    given = {call.parameter_of(arg): arg for arg in call.args if arg.constant is not None}
    unknown = [name for name in given if name not in SESSION_SETTINGS]
    if unknown or not given:
        return CallOutcome(refuse="set_session() is gone, and its arguments are not known")
    outcome = CallOutcome()  # arguments that are None say nothing; the template leaves them out
    for name, arg in given.items():
        if name == "isolation_level":
            if arg.dotted == AUTOCOMMIT or arg.constant == 0:
                return CallOutcome(refuse="autocommit is no isolation level in psycopg 3")
            outcome = merged(outcome, _isolation_level(arg))
        elif name != "autocommit":
            outcome = merged(outcome, CallOutcome(args=_session_default(arg)))
    if len(given) == 1:
        (name, arg), *_ = given.items()
        return merged(
            outcome, CallOutcome(template=f"{{self}}.set_{SESSION_SETTINGS[str(name)]}({{{arg.place}}})")
        )
    settings = ", ".join(f"{SESSION_SETTINGS[str(name)]}={{{arg.place}}}" for name, arg in given.items())
    helper = AddHelper("_set_session", SET_SESSION)
    return merged(
        outcome,
        CallOutcome(
            template=f"_set_session({{self}}, {settings})",
            helpers=(helper,),
            imports=("psycopg", "typing"),
        ),
    )


def open_pool(call: CallView) -> CallOutcome:
    """`ThreadedConnectionPool(1, 10, dsn)` -> `await _open_pool(1, 10, dsn)`: a pool is opened inside the loop."""
    if call.has_star and call.argument("maxconn") is None:
        return CallOutcome(refuse="the sizes of the pool are not seen")
    helper = AddHelper("_open_pool", OPEN_POOL)
    outcome = CallOutcome(
        callee="_open_pool", helpers=(helper,), imports=("psycopg", "psycopg_pool", "typing")
    )
    warning = (
        "an exhausted pool raised PoolError at once; psycopg_pool waits 30 seconds, then raises PoolTimeout"
    )
    outcome = merged(outcome, CallOutcome(warnings=(warning,)))
    return merged(outcome, connect(call))


def errorcode(name: str) -> str | Refused:
    """`psycopg2.errorcodes.UNIQUE_VIOLATION` -> `psycopg.errors.UniqueViolation.sqlstate`."""
    code = name.rpartition(".")[2]
    if not code.isupper() or code.startswith("CLASS_"):
        return Refused(f"psycopg 3 has no psycopg2.errorcodes, and no counterpart of {code}")
    if code in CODES_WITHOUT_CLASS:
        return Refused(f"psycopg.errors has no class for {code}; write the SQLSTATE itself")
    return f"psycopg.errors.{ERROR_CLASSES.get(code, code.title().replace('_', ''))}.sqlstate"


ERROR_CLASSES = {
    "INTERNAL_ERROR": "InternalError_",
    "MODIFYING_SQL_DATA_NOT_PERMITTED": "ModifyingSqlDataNotPermittedExt",
    "NULL_VALUE_NOT_ALLOWED": "NullValueNotAllowedExt",
    "PROHIBITED_SQL_STATEMENT_ATTEMPTED": "ProhibitedSqlStatementAttemptedExt",
    "READING_SQL_DATA_NOT_PERMITTED": "ReadingSqlDataNotPermittedExt",
}
# Warnings and success: psycopg 3 makes exceptions of errors only.
CODES_WITHOUT_CLASS = frozenset(
    {
        "DEPRECATED_FEATURE",
        "DYNAMIC_RESULT_SETS_RETURNED",
        "IMPLICIT_ZERO_BIT_PADDING",
        "INVALID_LIMIT_VALUE",
        "NULL_VALUE_ELIMINATED_IN_SET_FUNCTION",
        "PRIVILEGE_NOT_GRANTED",
        "PRIVILEGE_NOT_REVOKED",
        "STRING_DATA_RIGHT_TRUNCATION_",
        "SUCCESSFUL_COMPLETION",
        "WARNING",
    }
)


def with_commit() -> Support:
    """What `with conn:` of psycopg2 becomes: since 2.9 it opens a transaction on autocommit connections too."""
    return Support(
        (AddHelper("_transaction", TRANSACTION),), ("collections.abc", "contextlib", "psycopg", "typing")
    )


TRANSACTION = '''\
@contextlib.asynccontextmanager
async def _transaction(
    conn: psycopg.AsyncConnection[typing.Any],
) -> collections.abc.AsyncIterator[psycopg.AsyncConnection[typing.Any]]:
    """Commits at the end of the block, rolls back on an exception; the connection stays open."""
    if conn.autocommit:
        async with conn.transaction():
            yield conn
        return
    try:
        yield conn
    except BaseException:
        await conn.rollback()
        raise
    await conn.commit()
'''

SET_SESSION = '''\
async def _set_session(conn: psycopg.AsyncConnection[typing.Any], **settings: typing.Any) -> None:
    """Sets several properties of the session: `_set_session(conn, read_only=True, autocommit=True)`."""
    for name, value in settings.items():
        await getattr(conn, f"set_{name}")(value)
'''

OPEN_POOL = '''\
async def _open_pool(
    minconn: int, maxconn: int, conninfo: str = "", **connect: typing.Any
) -> psycopg_pool.AsyncConnectionPool[psycopg.AsyncConnection[typing.Any]]:
    """Returns an open pool; `connect` are arguments for each connection."""
    pool = psycopg_pool.AsyncConnectionPool(
        conninfo, kwargs=connect, min_size=minconn, max_size=maxconn, open=False
    )
    await pool.open()
    return pool
'''

DICT_ROW_CLASS = '''\
class _DictRow(list[typing.Any]):
    """A row that is read by position and by column name, and iterates over its values."""

    def __init__(self, columns: dict[str, int], values: collections.abc.Iterable[typing.Any]) -> None:
        super().__init__(values)
        self._columns = columns

    def __getitem__(self, key: typing.Any) -> typing.Any:
        return super().__getitem__(key if isinstance(key, (int, slice)) else self._columns[key])

    def __setitem__(self, key: typing.Any, value: typing.Any) -> None:
        super().__setitem__(key if isinstance(key, (int, slice)) else self._columns[key], value)

    def __contains__(self, key: object) -> bool:
        return key in self._columns

    def get(self, key: str, default: typing.Any = None) -> typing.Any:
        return self[key] if key in self._columns else default

    def keys(self) -> collections.abc.Iterator[str]:
        return iter(self._columns)

    def values(self) -> collections.abc.Iterator[typing.Any]:
        return (self[index] for index in self._columns.values())

    def items(self) -> collections.abc.Iterator[tuple[str, typing.Any]]:
        return ((name, self[index]) for name, index in self._columns.items())

    def copy(self) -> dict[str, typing.Any]:  # type: ignore[override]
        return dict(self.items())
'''

DICT_ROW = DICT_ROW_CLASS + '''

def _dict_row(
    cursor: psycopg.AsyncCursor[typing.Any],
) -> collections.abc.Callable[[collections.abc.Sequence[typing.Any]], _DictRow]:
    """A row factory: rows that answer to `row[0]` and `row["name"]`."""
    columns = {column.name: index for index, column in enumerate(cursor.description or ())}

    def make_row(values: collections.abc.Sequence[typing.Any]) -> _DictRow:
        return _DictRow(columns, values)

    return make_row
'''
_DICT_ROW_OUTCOME = CallOutcome(
    helpers=(AddHelper("_dict_row", DICT_ROW),), imports=("collections.abc", "psycopg", "typing")
)


def _cursor_factory(call: CallView) -> CallOutcome:
    factory = call.argument("cursor_factory")
    if factory is None:
        return CallOutcome()
    if factory.constant is None or factory.dotted in PLAIN_CURSORS:
        return CallOutcome(args=ArgEdits(drop=(factory.place,)))
    if factory.dotted in NAMED_ROW_FACTORIES:
        return CallOutcome(args=_as_row_factory(factory))
    if factory.dotted == DICT_CURSOR:
        return merged(_DICT_ROW_OUTCOME, CallOutcome(args=_as_row_factory(factory, "_dict_row")))
    if factory.dotted is None:
        return CallOutcome(refuse="cursor_factory= is not known here: write the class itself")
    return CallOutcome(refuse=f"cursor_factory={factory.dotted} has no counterpart in psycopg 3")


def _connection_factory(call: CallView) -> CallOutcome:
    factory = call.argument("connection_factory")
    if factory is None:
        return CallOutcome()
    if factory.constant is None or factory.dotted in PLAIN_CONNECTIONS:
        return CallOutcome(args=ArgEdits(drop=(factory.place,)))
    if factory.dotted == DICT_CONNECTION:
        return merged(_DICT_ROW_OUTCOME, CallOutcome(args=_as_row_factory(factory, "_dict_row")))
    row_factory = CONNECTION_ROW_FACTORIES.get(factory.dotted or "")
    if row_factory is None:
        return CallOutcome(refuse="connection_factory= has no counterpart: subclass psycopg.AsyncConnection")
    return CallOutcome(args=_as_row_factory(factory, row_factory), imports=("psycopg.rows",))


def _as_row_factory(factory: ArgView, text: str | None = None) -> ArgEdits:
    """Passes `factory` as `row_factory=`, with a new value if `text` is given."""
    replacing = () if text is None else ((factory.place, text),)
    if factory.keyword is not None:
        return ArgEdits(rename=((factory.keyword, "row_factory"),), replace=replacing)
    assert factory.position is not None
    return ArgEdits(keyword_for=((factory.position, "row_factory"),), replace=replacing)


def _isolation_level(level: ArgView) -> CallOutcome:
    if level.dotted in KNOWN_LEVELS:
        return CallOutcome()  # [imports] of the model has its new name
    if level.dotted == DEFAULT_LEVEL or level.constant is None or level.constant == "DEFAULT":
        return CallOutcome(args=ArgEdits(replace=((level.place, "None"),)))
    text = None
    if isinstance(level.constant, str):
        text = ISOLATION_NAMES.get(level.constant.upper().replace("_", " "))
    elif isinstance(level.constant, int):
        text = ISOLATION_LEVELS.get(level.constant)
    if text is None:
        return CallOutcome(refuse="the isolation level is not known here: psycopg 3 numbers them otherwise")
    return CallOutcome(args=ArgEdits(replace=((level.place, text),)), imports=("psycopg",))


def _session_default(value: ArgView) -> ArgEdits:
    if isinstance(value.constant, str) and value.constant.upper() == "DEFAULT":
        return ArgEdits(replace=((value.place, "None"),))
    return ArgEdits()


def _row_template(template: ArgView | None, columns: int | None) -> str | None:
    """`(%s, %s)` for the columns, or the template that the call gives."""
    if template is not None and template.constant is not None:
        return template.constant if isinstance(template.constant, str) else None
    if columns is None:
        return None
    return f"({', '.join(['%s'] * columns)})"


def literal(text: str) -> str:
    """The Python literal for a statement, over several lines when it has several."""
    if "\n" in text and '"""' not in text and "\\" not in text and not text.endswith('"'):
        return f'"""{text}"""'
    quoted = repr(text)
    if quoted.startswith("'") and '"' not in quoted:
        return f'"{quoted[1:-1]}"'
    return quoted
