"""What is converted."""

import asyncio
import collections.abc
import contextlib
import datetime
import decimal
import itertools
import json
import os
import re
import shlex
import typing
import uuid

import asyncpg
from asyncpg import UniqueViolationError


class _Cursor:
    """The rows of one statement after the other, each time all at once."""

    arraysize = 1

    def __init__(self, connection: "_Connection", rows: typing.Any) -> None:
        self.connection = connection
        self.closed = False
        self.description: list[_Column] | None = None
        self.rowcount = -1
        self.statusmessage: str | None = None
        self._make_row = rows
        self._rows: collections.abc.Iterator[typing.Any] | None = None

    async def execute(self, query: str, *args: typing.Any) -> None:
        self.description = self._rows = None
        self.rowcount = -1
        statement, records = await self.connection.run(query, args)
        self._note_status(statement.get_statusmsg())
        columns = statement.get_attributes()
        if columns:
            self.description = [_Column(column.name, column.type.oid) for column in columns]
            self.rowcount = len(records)
            self._rows = iter([self._make_row(record) for record in records])

    async def execute_script(self, query: str) -> None:
        """Runs several statements at once; they give no rows."""
        self.description = self._rows = None
        self._note_status(await self.connection.run_script(query))

    async def executemany(self, query: str, rows: collections.abc.Iterable[typing.Any]) -> None:
        count = 0
        for args in rows:
            await self.execute(query, *args)
            count += self.rowcount
        self.description = self._rows = None
        self.rowcount = count

    def fetchone(self) -> typing.Any:
        return next(self._result(), None)

    def fetchmany(self, size: int | None = None) -> list[typing.Any]:
        return list(itertools.islice(self._result(), self.arraysize if size is None else size))

    def fetchall(self) -> list[typing.Any]:
        return list(self._result())

    def close(self) -> None:
        self.closed = True
        self._rows = None

    def __iter__(self) -> collections.abc.Iterator[typing.Any]:
        return self._result()

    def __enter__(self) -> "_Cursor":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _note_status(self, status: str) -> None:
        self.statusmessage = status
        count = status.rpartition(" ")[2]
        self.rowcount = int(count) if count.isdecimal() else -1

    def _result(self) -> collections.abc.Iterator[typing.Any]:
        if self.closed:
            raise asyncpg.InterfaceError("cursor already closed")
        if self._rows is None:
            self.rowcount = -1
            raise asyncpg.SyntaxOrAccessError("no results to fetch")
        return self._rows


class _Column(typing.NamedTuple):
    """What `description` says of a column."""

    name: str
    type_code: int
    display_size: None = None
    internal_size: None = None
    precision: None = None
    scale: None = None
    null_ok: None = None


class _Connection:
    """A connection whose first statement begins a transaction, until commit() or rollback() ends it."""

    def __init__(self, raw: asyncpg.Connection, rows: typing.Any) -> None:
        self.raw = raw
        self._autocommit = False
        self._modes: dict[str, str] = {}
        self._rows = rows
        self._statements: dict[str, asyncpg.prepared_stmt.PreparedStatement] = {}

    def cursor(self, rows: typing.Any = None) -> _Cursor:
        return _Cursor(self, rows or self._rows)

    async def fetch(self, query: str, *args: typing.Any, rows: typing.Any = None) -> list[typing.Any]:
        statement, records = await self.run(query, args)
        if not statement.get_attributes():
            raise asyncpg.SyntaxOrAccessError("no results to fetch")
        return [(rows or self._rows)(record) for record in records]

    async def fetchrow(self, query: str, *args: typing.Any, rows: typing.Any = None) -> typing.Any:
        return next(iter(await self.fetch(query, *args, rows=rows)), None)

    async def fetchval(self, query: str, *args: typing.Any, rows: typing.Any = None) -> typing.Any:
        return (await self.fetchrow(query, *args, rows=rows))[0]

    async def execute(self, query: str, *args: typing.Any) -> str:
        return (await self.run(query, args))[0].get_statusmsg()

    async def run(
        self, query: str, args: collections.abc.Sequence[typing.Any]
    ) -> tuple[asyncpg.prepared_stmt.PreparedStatement, list[asyncpg.Record]]:
        """The statement and its rows."""
        await self._start()
        statement = self._statements.pop(query, None) or await self.raw.prepare(query)
        _check(args, statement.get_parameters())
        records = await statement.fetch(*args)
        if statement.get_attributes() or query.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            if len(self._statements) >= 100:
                del self._statements[next(iter(self._statements))]
            self._statements[query] = statement
        else:  # it may have changed a table that the others use
            self._statements.clear()
        return statement, records

    async def run_script(self, query: str) -> str:
        """The status of the last statement."""
        await self._start()
        self._statements.clear()
        return await self.raw.execute(query)

    @contextlib.asynccontextmanager
    async def transaction(self) -> collections.abc.AsyncIterator["_Connection"]:
        """Commits at the end of the block, rolls back on an exception; the connection stays open."""
        if self.autocommit:
            await self.raw.execute("BEGIN")
        try:
            yield self
        except BaseException:
            await self.rollback()
            raise
        await self.commit()

    async def commit(self) -> None:
        if self.raw.is_in_transaction():
            await self.raw.execute("COMMIT")

    async def rollback(self) -> None:
        if self.raw.is_in_transaction():
            await self.raw.execute("ROLLBACK")

    async def close(self) -> None:
        if not self.closed:
            await self.raw.close()

    @property
    def closed(self) -> bool:
        try:
            return self.raw.is_closed()
        except asyncpg.InterfaceError:  # it went back to its pool
            return True

    @property
    def autocommit(self) -> bool:
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self._check_session()
        if self._modes and value:
            raise asyncpg.InterfaceError("modes of transactions mean nothing without them")
        self._autocommit = value

    def set_autocommit(self, value: bool) -> None:
        self.autocommit = value

    def set_session(self, *modes: str) -> None:
        """Sets modes of the transactions to come: "ISOLATION LEVEL SERIALIZABLE", "READ ONLY"."""
        self._check_session()
        if self.autocommit:
            raise asyncpg.InterfaceError("modes of transactions mean nothing without them")
        self._modes.update({mode.removeprefix("NOT ").split()[0]: mode for mode in modes})

    async def set_isolation_level(self, level: str | None) -> None:
        """Rolls back; without a level, no transactions begin any more."""
        await self.rollback()
        self.autocommit = level is None
        if level is not None:
            self.set_session(f"ISOLATION LEVEL {level}")

    async def __aenter__(self) -> "_Connection":
        return self

    async def __aexit__(self, kind: object, *error: object) -> None:
        try:
            await (self.commit() if kind is None else self.rollback())
        finally:
            await self.close()

    def _check_session(self) -> None:
        if self.raw.is_in_transaction():
            raise asyncpg.SyntaxOrAccessError("the session can't be changed inside a transaction")

    async def _start(self) -> None:
        if not self.autocommit and not self.raw.is_in_transaction():
            await self.raw.execute(" ".join(["BEGIN", *self._modes.values()]))


def _check(args: collections.abc.Sequence[typing.Any], types: collections.abc.Sequence[asyncpg.Type]) -> None:
    """Refuses what asyncpg would cut off silently: the digits of 4.7 for an integer."""
    for value, type_ in zip(args, types):
        values = value if isinstance(value, (list, tuple, set)) else [value]
        is_integer = type_.name.lstrip("_").startswith(("int2", "int4", "int8"))
        if is_integer and any(isinstance(item, (float, decimal.Decimal)) for item in values):
            raise asyncpg.DataError(f"{value!r} is given where PostgreSQL wants an integer")


def _writer(*types: type) -> collections.abc.Callable[[typing.Any], str]:
    """Writes values of these types as text; what is text already is for PostgreSQL to read."""

    def write(value: typing.Any) -> str:
        if type(value) not in (str, *types):
            raise TypeError(f"a {type(value).__name__} is not one of {', '.join(item.__name__ for item in types)}")
        return str(value)

    return write


def _write_timestamp(value: typing.Any) -> str:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        raise TypeError("PostgreSQL would drop the time zone of this value")
    return _writer(datetime.datetime, datetime.date)(value)


def _read_date(text: str) -> datetime.date:
    if text.endswith("infinity"):
        return datetime.date.min if text.startswith("-") else datetime.date.max
    return datetime.date.fromisoformat(text)


def _read_timestamp(text: str, infinite: datetime.tzinfo | None = None) -> datetime.datetime:
    if text.endswith("infinity"):
        extreme = datetime.datetime.min if text.startswith("-") else datetime.datetime.max
        return extreme.replace(tzinfo=infinite)
    match = re.fullmatch(r"([\d-]+ [\d:]+)(\.\d+)?([+-][\d:]+)?", text)
    if match is None:
        raise ValueError(f"{text} is out of range")
    seconds, fraction, zone = match.groups("")
    return datetime.datetime.fromisoformat(
        seconds + (fraction and fraction.ljust(7, "0")) + (f"{zone}:00" if len(zone) == 3 else zone)
    )


def _read_timestamptz(text: str) -> datetime.datetime:
    return _read_timestamp(text, datetime.timezone.utc)


_CODECS = {
    "json": (_writer(), json.loads),
    "jsonb": (_writer(), json.loads),
    "numeric": (_writer(int, float, decimal.Decimal), decimal.Decimal),
    "date": (_writer(datetime.date), _read_date),
    "timestamp": (_write_timestamp, _read_timestamp),
    "timestamptz": (_writer(datetime.datetime, datetime.date), _read_timestamptz),
    "uuid": (_writer(uuid.UUID), str),
    "inet": (_writer(), str),
    "cidr": (_writer(), str),
}


async def _adapt(raw: asyncpg.Connection) -> None:
    """Makes the types that asyncpg reads or writes otherwise what they were with psycopg2."""
    for name, (encoder, decoder) in _CODECS.items():
        await raw.set_type_codec(name, schema="pg_catalog", encoder=encoder, decoder=decoder)
    await raw.set_type_codec(
        "bytea", schema="pg_catalog", encoder=_bytes, decoder=memoryview, format="binary"
    )


def _bytes(value: typing.Any) -> bytes:
    return bytes(memoryview(value))


def _parameters(dsn: str | None, keywords: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """The arguments of asyncpg.connect() for those of psycopg2.connect()."""
    found: dict[str, typing.Any] = {}
    settings: dict[str, str] = {}
    if dsn and "://" in dsn:
        found["dsn"] = dsn
    elif dsn:
        keywords = {**dict(part.split("=", 1) for part in shlex.split(dsn)), **keywords}
    names = {"dbname": "database", "connect_timeout": "timeout", "sslmode": "ssl"}
    for name, value in keywords.items():
        if value is None or name.startswith("keepalives"):
            continue
        if name == "options":
            settings.update(re.findall(r"-c\s*([\w.]+)=(\S+)", value))
        elif name in ("application_name", "client_encoding"):
            settings[name] = value
        else:
            found[names.get(name, name)] = float(value) if name == "connect_timeout" else value
    return {**found, "server_settings": settings} if settings else found


async def _connect(dsn: str | None = None, *, rows: typing.Any = tuple, **keywords: typing.Any) -> _Connection:
    """Connects with the keywords of psycopg2. `rows` makes a row of a record."""
    try:
        raw = await asyncpg.connect(**_parameters(dsn, keywords))
    except (OSError, asyncio.TimeoutError, asyncpg.PostgresError) as error:
        raise asyncpg.PostgresConnectionError(str(error)) from error
    await _adapt(raw)
    return _Connection(raw, rows)


TABLE = "item"
FIND = f"SELECT id, name FROM {TABLE} WHERE name LIKE 'a%%' AND id = %s"


async def connect():
    return await _connect(os.environ["DATABASE_URL"], connect_timeout=5)


async def find(conn, number):
    return await conn.fetchrow("SELECT id, name FROM item WHERE name LIKE 'a%' AND id = $1", number)


async def every(conn, names):
    for row in await conn.fetch("SELECT * FROM item WHERE name <> ALL($1)", names, rows=dict):
        yield row


class Items:
    def __init__(self, conn):
        self.conn = conn

    async def count(self, kind):
        """Fused: the cursor goes."""
        return await self.conn.fetchval("SELECT count(*) FROM item WHERE kind = $1", kind)

    async def names(self):
        async with self.conn.transaction():
            await self.conn.execute("LOCK TABLE item")
            return [name for (name,) in await self.conn.fetch("SELECT name FROM item")]

    async def first(self, kinds):
        """Not fused: what is fetched is not all that happens to the cursor."""
        with self.conn.cursor() as cur:
            await cur.execute("SELECT name FROM item WHERE kind = ANY($1)", tuple(kinds))
            names = cur.fetchmany(2)
            return names, cur.rowcount


async def save(conn, item):
    async with conn.transaction():
        with conn.cursor() as cur:
            await cur.execute("UPDATE item SET data = $2 WHERE id = $1", item.id, json.dumps(item.data))
            await cur.execute("UPDATE item SET name = $1 WHERE id = $2", item["name"], item["id"])
            await cur.execute("DELETE FROM old WHERE until < now() - $1::text::interval", "1 day")
            return cur.rowcount


async def save_all(conn, rows, pairs):
    cur = conn.cursor()
    await cur.executemany("INSERT INTO item VALUES ($1, $2)", rows)
    await cur.executemany("UPDATE item SET name = $1", [(row["name"],) for row in [{"name": name} for name in pairs]])
    await cur.executemany("DELETE FROM item WHERE id = $1", rows)
    await cur.executemany("INSERT INTO item (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", rows)
    await cur.execute("SELECT * FROM cleanup($1, $2)", 1, "x")
    await conn.commit()


async def modes(conn):
    conn.set_session("ISOLATION LEVEL SERIALIZABLE", "READ ONLY")
    await conn.set_isolation_level("SERIALIZABLE")
    await conn.set_isolation_level(None)
    conn.autocommit = False


async def main():
    conn = await connect()
    try:
        await modes(conn)
        print(await find(conn, 1))
        print([item async for item in every(conn, ("a", "b"))])
        await save_all(conn, [(1, "a")], ["b"])
        await save(conn, None)
        items = Items(conn)
        print(await items.count("a"), await items.names(), await items.first(["a"]))
    except UniqueViolationError as error:
        print(error.sqlstate == UniqueViolationError.sqlstate)
    except (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.TransactionRollbackError, asyncpg.ObjectNotInPrerequisiteStateError, asyncpg.InsufficientResourcesError, asyncpg.ProgramLimitExceededError, asyncpg.PostgresSystemError, KeyError):
        await conn.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError):
        raise
    finally:
        await conn.close()


if __name__ == "__main__":
    asyncio.run(main())
