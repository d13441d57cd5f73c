"""psycopg2 -> asyncpg: numbered parameters, rows, sessions, exceptions.

https://magicstack.github.io/asyncpg/current/
"""

from __future__ import annotations

import ast
import csv
import functools
from collections.abc import Mapping
from pathlib import Path

from asyncifier.edits import AddHelper, ArgEdits
from asyncifier.hooks import ArgView, CallOutcome, CallView, Support, merged
from asyncifier.library import Refused
from asyncifier_codemods.hooks import psycopg
from asyncifier_codemods.hooks.asyncpg_texts import CONNECT, CONNECT_IMPORTS, NAMED_ROW, OPEN_POOL
from asyncifier_codemods.hooks.numbered import NotNumbered, Numbered, numbered

WANTS_TYPES = (
    "asyncpg raises DataError (SQLSTATE 22000) for a value that is not of its parameter's type, "
    "such as a number where text is wanted"
)
OTHER_TYPES = (
    "some columns come back as other types: ranges as Range, row() as tuple, composites as Record, bit strings as "
    "BitString, points as Point, arrays of enums and of uuid as list, void as None"
)
NOT_CONSTANT = "the statement is not known here: only constant SQL can get numbered parameters"


def connect(call: CallView) -> CallOutcome:
    """`connect(dsn, cursor_factory=RealDictCursor)` -> `await _connect(dsn, rows=dict)`."""
    outcome = CallOutcome(
        callee="_connect", helpers=(CONNECT,), imports=CONNECT_IMPORTS, notices=(WANTS_TYPES, OTHER_TYPES)
    )
    factory = call.argument("cursor_factory")
    if factory is None:
        factory = call.argument("connection_factory")
    return outcome if factory is None else merged(outcome, _rows(factory))


def open_pool(call: CallView) -> CallOutcome:
    """`ThreadedConnectionPool(1, 10, dsn)` -> `await _open_pool(1, 10, dsn)`."""
    if call.has_star and call.argument("maxconn") is None:
        return CallOutcome(refuse="the sizes of the pool are not seen")
    warnings = (
        "an exhausted pool raised PoolError at once; asyncpg's waits until a connection comes back",
        "what SET did to a connection is undone when it goes back to the pool",
    )
    outcome = CallOutcome(callee="_open_pool", helpers=(CONNECT, OPEN_POOL), warnings=warnings)
    return merged(connect(call), outcome)


def cursor(call: CallView) -> CallOutcome:
    """`conn.cursor(cursor_factory=RealDictCursor)` -> `conn.cursor(rows=dict)`."""
    for name in ("withhold", "scrollable"):
        given = call.argument(name)
        if given is not None and given.constant not in (None, False):
            return CallOutcome(refuse=f"{name}= has no counterpart in asyncpg")
    name_arg, factory = call.argument("name"), call.argument("cursor_factory")
    outcome = CallOutcome()
    if name_arg is not None:
        if name_arg.constant is not None:
            return CallOutcome(
                refuse="asyncpg has server-side cursors only in `async for` over conn.cursor(query)"
            )
        outcome = CallOutcome(args=ArgEdits(drop=(name_arg.place,)))
    return outcome if factory is None else merged(outcome, _rows(factory))


def _rows(factory: ArgView) -> CallOutcome:
    """The argument `rows=` for a class of cursors or connections."""
    name = (factory.dotted or "").replace("Connection", "Cursor")
    if factory.constant is None or factory.dotted in psycopg.PLAIN_CURSORS | psycopg.PLAIN_CONNECTIONS:
        return CallOutcome(args=ArgEdits(drop=(factory.place,)))
    if name == f"{psycopg.EXTRAS}.RealDictCursor":
        return CallOutcome(args=_as_rows(factory, "dict"))
    if name == f"{psycopg.EXTRAS}.NamedTupleCursor":
        modules = ("asyncpg", "collections", "functools", "re", "typing")
        return CallOutcome(args=_as_rows(factory, "_named_row"), helpers=(NAMED_ROW,), imports=modules)
    if name == psycopg.DICT_CURSOR:
        needed = ("asyncpg", "collections.abc", "typing")
        return CallOutcome(args=_as_rows(factory, "_dict_row"), helpers=(DICT_ROW,), imports=needed)
    return CallOutcome(refuse="the class of rows is not known here: write RealDictCursor or its like itself")


DICT_ROW = AddHelper(
    "_dict_row",
    psycopg.DICT_ROW_CLASS + '''

def _dict_row(record: asyncpg.Record) -> _DictRow:
    """A row that answers to `row[0]` and `row["name"]`."""
    return _DictRow({name: index for index, name in enumerate(record.keys())}, record)
''',
)


def _as_rows(factory: ArgView, text: str) -> ArgEdits:
    replacing = ((factory.place, text),)
    if factory.keyword is not None:
        return ArgEdits(rename=((factory.keyword, "rows"),), replace=replacing)
    assert factory.position is not None
    return ArgEdits(keyword_for=((factory.position, "rows"),), replace=replacing)


def execute(call: CallView) -> CallOutcome:
    """`cur.execute("… %s", (a,))` -> `cur.execute("… $1", a)`."""
    query, values = call.argument("query"), call.argument("vars")
    if query is None or call.has_star:
        return CallOutcome(refuse="the statement and its values are not seen")
    given = values is not None and values.constant is not None
    found = _numbered(query, with_arguments=given, order=values.keys if values is not None else ())
    if isinstance(found, str):
        return CallOutcome(refuse=found)
    if found.statements > 1:
        if found.gives_rows:
            return CallOutcome(
                refuse="several statements in one, of which the last gives rows: execute them one by one"
            )
        return merged(_with_text(query, found), CallOutcome(method="execute_script"))
    outcome = merged(_with_text(query, found), _guessing(found))
    if values is None:
        return outcome
    if not given:
        return merged(outcome, CallOutcome(args=ArgEdits(drop=(values.place,))))
    return merged(outcome, _values(values, found))


def _numbered(query: ArgView, *, with_arguments: bool, order: tuple[str, ...] = ()) -> Numbered | str:
    if not isinstance(query.constant, str):
        return NOT_CONSTANT
    found = numbered(query.constant, with_arguments=with_arguments, order=order)
    return found.reason if isinstance(found, NotNumbered) else found


def _with_text(query: ArgView, found: Numbered) -> CallOutcome:
    if found.sql == query.constant:
        return CallOutcome()
    return CallOutcome(args=ArgEdits(replace=((query.place, psycopg.literal(found.sql)),)))


def _guessing(found: Numbered) -> CallOutcome:
    """A warning where PostgreSQL has to guess what type a parameter has."""
    if not found.untyped:
        return CallOutcome()
    places = ", ".join(f"${number}" for number in found.untyped)
    text = " ".join(found.sql.split())
    warning = (
        f"PostgreSQL guesses the type of {places}, and asyncpg wants values of that type: cast them, like $1::text,"
        f" in `{text}`"
    )
    return CallOutcome(warnings=(warning,))


def _values(values: ArgView, found: Numbered) -> CallOutcome:
    """The values as arguments of their own, in the order of their numbers."""
    if found.names is None:
        if values.keys and found.count:
            return CallOutcome(refuse="the values have names, and the statement has none")
        if values.length is not None and values.length != found.count:
            return CallOutcome(refuse=f"{values.length} values for {found.count} placeholders")
        if found.count == 0 and values.length is None:
            return CallOutcome(
                refuse="the statement has no placeholders, and whether there are values is not known"
            )
        return _by_position(values, ArgEdits(spread=((values.place, ()),)))
    if values.length is not None:
        return CallOutcome(refuse="the statement names its values, and they have no names")
    if values.keys and not set(found.names) <= set(values.keys):
        missing = ", ".join(sorted(set(found.names) - set(values.keys)))
        return CallOutcome(refuse=f"the statement wants values that are not given: {missing}")
    if values.is_name or set(found.names) == set(values.keys):
        return _by_position(values, ArgEdits(spread=((values.place, found.names),)))
    names = ", ".join(f'"{name}"' if '"' not in name else repr(name) for name in found.names)
    picked = f"map({{value}}.__getitem__, ({names}{',' if len(found.names) == 1 else ''}))"
    return _by_position(values, ArgEdits(replace=((values.place, picked),), spread=((values.place, ()),)))


def _by_position(values: ArgView, edits: ArgEdits) -> CallOutcome:
    if values.keyword is not None:
        return CallOutcome(refuse="the values are given by keyword: write them as the second argument")
    return CallOutcome(args=edits)


def executemany(call: CallView) -> CallOutcome:
    """`cur.executemany("… %(a)s", rows)` -> `cur.executemany("… $1", [(row["a"],) for row in rows])`."""
    query, rows = call.argument("query"), call.argument("vars_list")
    if query is None or rows is None or call.has_star:
        return CallOutcome(refuse="the statement and its rows are not seen")
    return _for_rows(query, rows)


def _for_rows(query: ArgView, rows: ArgView) -> CallOutcome:
    found = _numbered(query, with_arguments=True)
    if isinstance(found, str):
        return CallOutcome(refuse=found)
    if found.statements > 1:
        return CallOutcome(refuse="several statements in one can't have parameters: execute them one by one")
    outcome = merged(_with_text(query, found), _guessing(found))
    if found.names is None:
        return outcome
    values = ", ".join(f"row[{name!r}]".replace("'", '"') for name in found.names)
    text = f"[({values}{',' if len(found.names) == 1 else ''}) for row in {{value}}]"
    return merged(outcome, CallOutcome(args=ArgEdits(replace=((rows.place, text),))))


def execute_batch(call: CallView) -> CallOutcome:
    """`execute_batch(cur, "…", rows)` -> `cur.executemany("…", rows)`."""
    cur, query, rows = (call.argument(name) for name in ("cur", "sql", "argslist"))
    if cur is None or query is None or rows is None or call.has_star:
        return CallOutcome(refuse="execute_batch needs a cursor, a statement and rows")
    template = f"{{{cur.place}}}.executemany({{{query.place}}}, {{{rows.place}}})"
    return merged(_for_rows(query, rows), CallOutcome(template=template))


def execute_values(call: CallView) -> CallOutcome:
    """`execute_values(cur, "INSERT INTO t (a, b) VALUES %s", rows)` -> executemany with `VALUES ($1, $2)`."""
    outcome = psycopg.execute_values(call)
    query = call.argument("sql")
    if outcome.refuse is not None or query is None:
        return outcome
    (text,) = (str(ast.literal_eval(new)) for place, new in outcome.args.replace if place == query.place)
    found = numbered(text, with_arguments=True)
    if isinstance(found, NotNumbered):
        return CallOutcome(refuse=found.reason)
    if found.names is not None:
        return CallOutcome(refuse="rows with names: pass them to executemany()")
    return CallOutcome(
        template=outcome.template, args=ArgEdits(replace=((query.place, psycopg.literal(found.sql)),))
    )


def callproc(call: CallView) -> CallOutcome:
    """`cur.callproc("f", (a, b))` -> `cur.execute("SELECT * FROM f($1, $2)", a, b)`."""
    name, parameters = call.argument("procname"), call.argument("parameters")
    if name is None or not isinstance(name.constant, str):
        return CallOutcome(refuse="callproc() is gone, and the name of the function is no constant")
    given = parameters is not None and parameters.constant is not None
    if parameters is not None and given and parameters.length is None:
        return CallOutcome(refuse="callproc() is gone, and the number of its parameters is not known")
    count = parameters.length or 0 if parameters is not None else 0
    marks = ", ".join(f"${number}" for number in range(1, count + 1))
    edits = ArgEdits(replace=((name.place, psycopg.literal(f"SELECT * FROM {name.constant}({marks})")),))
    outcome = CallOutcome(
        method="execute",
        args=edits,
        warnings=("callproc() returned its parameters; execute() returns nothing",),
    )
    if parameters is None:
        return outcome
    return merged(outcome, _by_position(parameters, ArgEdits(spread=((parameters.place, ()),))))


def set_isolation_level(call: CallView) -> CallOutcome:
    """`set_isolation_level(ISOLATION_LEVEL_SERIALIZABLE)` -> `await set_isolation_level("SERIALIZABLE")`."""
    level = call.argument("level")
    if level is None:
        return CallOutcome(refuse="the isolation level is not seen")
    if level.dotted == psycopg.AUTOCOMMIT or (level.constant == 0 and not isinstance(level.constant, bool)):
        return CallOutcome(args=ArgEdits(replace=((level.place, "None"),)))
    mode = _level(level)
    if mode is None:
        return CallOutcome(refuse="the isolation level is not known here")
    return CallOutcome(args=ArgEdits(replace=((level.place, f'"{mode}"'),)))


def _level(level: ArgView) -> str | None:
    if level.dotted in psycopg.KNOWN_LEVELS:
        return (level.dotted or "").rpartition("ISOLATION_LEVEL_")[2].replace("_", " ")
    if isinstance(level.constant, str):
        name = level.constant.upper().replace("_", " ")
        return name if name in psycopg.ISOLATION_NAMES else None
    return None


def set_session(call: CallView) -> CallOutcome:
    """`set_session(autocommit=True)` -> `set_autocommit(True)`; `readonly=True` -> `set_session("READ ONLY")`."""
    if call.has_star:
        return CallOutcome(refuse="arguments passed with * or ** are not seen")
    given = {str(call.parameter_of(arg)): arg for arg in call.args if arg.constant is not None}
    if set(given) == {"autocommit"}:
        return CallOutcome(template=f"{{self}}.set_autocommit({{{given['autocommit'].place}}})")
    words = []
    for name, arg in given.items():
        word = _mode(name, arg)
        if word is None:
            return CallOutcome(refuse=f"set_session({name}=…) is not known here")
        words.append(word)
    modes = ", ".join(f'"{word}"' for word in words)
    return CallOutcome(template=f"{{self}}.set_session({modes})")


def _mode(name: str, arg: ArgView) -> str | None:
    """`READ ONLY`, as BEGIN takes it."""
    if name == "isolation_level":
        level = _level(arg)
        return None if level is None else f"ISOLATION LEVEL {level}"
    words = {"readonly": ("READ WRITE", "READ ONLY"), "deferrable": ("NOT DEFERRABLE", "DEFERRABLE")}.get(
        name
    )
    return words[arg.constant] if words is not None and isinstance(arg.constant, bool) else None


def json_text(call: CallView) -> CallOutcome:
    """`Json(x)` -> `json.dumps(x)`."""
    if call.argument("dumps") is not None or call.has_star:
        return CallOutcome(refuse="Json() with a function of its own: call that function")
    return CallOutcome()


def register_uuid(call: CallView) -> CallOutcome:
    """Gone: the connection reads uuid as text."""
    return CallOutcome(warnings=("uuid columns come back as text, not as uuid.UUID",))


def with_commit() -> Support:
    """`with conn:` -> `async with conn.transaction():`, which commits or rolls back."""
    return Support(template="{item}.transaction()")


def error(name: str) -> str | Refused:
    """`psycopg2.errors.UniqueViolation` -> `asyncpg.UniqueViolationError`."""
    found = error_classes().get(name.rpartition(".")[2])
    return f"asyncpg.{found}" if found is not None else Refused(f"asyncpg has no counterpart of {name}")


def errorcode(name: str) -> str | Refused:
    """`psycopg2.errorcodes.UNIQUE_VIOLATION` -> `asyncpg.UniqueViolationError.sqlstate`."""
    code = name.rpartition(".")[2]
    if not code.isupper() or code.startswith("CLASS_") or code in psycopg.CODES_WITHOUT_CLASS:
        return Refused(f"asyncpg has no class for {code}; write the SQLSTATE itself")
    found = error(psycopg.ERROR_CLASSES.get(code, code.title().replace("_", "")))
    return found if isinstance(found, Refused) else f"{found}.sqlstate"


@functools.cache
def error_classes() -> Mapping[str, str]:
    """psycopg2's class -> asyncpg's, for each SQLSTATE."""
    path = Path(__file__).with_name("asyncpg_errors.csv")
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["psycopg2"]: row["asyncpg"] for row in csv.DictReader(rows)}
