"""Statements, rows, and the helpers of psycopg2.extras."""

import asyncio
import collections.abc
import typing

import psycopg2
import psycopg
from psycopg import errors, sql
from psycopg.errors import DivisionByZero
from psycopg.rows import dict_row, namedtuple_row
from psycopg.types.json import Json


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


def _dict_row(
    cursor: psycopg.AsyncCursor[typing.Any],
) -> collections.abc.Callable[[collections.abc.Sequence[typing.Any]], _DictRow]:
    """A row factory: rows that answer to `row[0]` and `row["name"]`."""
    columns = {column.name: index for index, column in enumerate(cursor.description or ())}

    def make_row(values: collections.abc.Sequence[typing.Any]) -> _DictRow:
        return _DictRow(columns, values)

    return make_row


async def rows(conn):
    cur = conn.cursor()
    await cur.execute("SELECT 1, %s", ("a",))
    one, two = await cur.fetchone()
    first = (await cur.fetchmany(5))[0][0]
    everything = [row async for row in cur]
    pairs = dict(await cur.fetchall())
    async for row in cur:
        print(row, cur.rowcount, cur.description)
    await cur.scroll(0, mode="absolute")
    await cur.close()
    return one, two, first, everything, pairs


async def factories(conn):
    async with conn.cursor(row_factory=dict_row) as cur:
        await cur.execute("SELECT 1 AS one")
        print((await cur.fetchone())["one"])
    async with conn.cursor(row_factory=namedtuple_row) as cur:
        await cur.execute("SELECT 1 AS one")
        print((await cur.fetchone()).one)
    async with conn.cursor(row_factory=_dict_row) as cur:
        await cur.execute("SELECT 1 AS one")
        print((await cur.fetchone())[0])
    async with conn.cursor("named", withhold=True) as cur:
        cur.itersize = 100
        await cur.execute("SELECT generate_series(1, 1000)")
        return sum([number async for (number,) in cur])


async def statements(conn, table):
    async with conn.cursor() as cur:
        await cur.execute(sql.SQL("SELECT * FROM {} WHERE id = %s").format(sql.Identifier(table)), [1])
        await cur.executemany("INSERT INTO t VALUES (%s, %s)", [(1, Json({})), (2, None)])
        await cur.executemany("UPDATE t SET b = %s", [(1,), (2,)])
        await cur.executemany("INSERT INTO t (a, b) VALUES (%s, %s)", [(1, 2), (3, 4)])
        await cur.executemany("INSERT INTO t VALUES (%s, upper(%s))", [(1, 2)])
        await cur.execute("SELECT * FROM add(%s, %s)", (1, 2))
        print(cur.mogrify("SELECT %s", (1,)).encode(), cur.statusmessage)


async def failures(conn):
    try:
        await conn.cursor().execute("SELECT 1/0")
    except errors.DivisionByZero as error:
        print(error.sqlstate == DivisionByZero.sqlstate)
    except (psycopg2.IntegrityError, psycopg.IntegrityError, psycopg2.DataError, psycopg.DataError):
        await conn.rollback()


async def main():
    conn = await psycopg.AsyncConnection.connect("", cursor_factory=psycopg.AsyncClientCursor)
    try:
        await rows(conn)
        await factories(conn)
        await statements(conn, "t")
        await failures(conn)
    finally:
        await conn.close()


if __name__ == "__main__":
    asyncio.run(main())
