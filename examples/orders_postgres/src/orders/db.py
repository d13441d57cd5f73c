"""Connections and transactions."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from .config import Settings
from .errors import Unavailable

log = logging.getLogger(__name__)

TABLES = """
CREATE TABLE IF NOT EXISTS customers (
    id serial PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
    id serial PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customers (id),
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'cancelled')),
    placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS order_lines (
    order_id integer NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    sku text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    price_cents integer NOT NULL,
    PRIMARY KEY (order_id, sku)
);
"""


def connect(settings: Settings) -> Connection:
    try:
        return psycopg2.connect(
            settings.dsn, options=settings.options, connect_timeout=5, application_name="orders"
        )
    except psycopg2.OperationalError as error:
        raise Unavailable(f"no connection to the database: {error}") from error


def server_version(dsn: str) -> str:
    with psycopg2.connect(dsn) as conn:
        with conn.cursor() as cur:
            cur.execute("SHOW server_version")
            return cur.fetchone()[0]


@contextmanager
def transaction(conn) -> Iterator[Any]:
    """A cursor whose work is committed at the end, or taken back when the block raises."""
    cur = conn.cursor()
    try:
        yield cur
    except BaseException:
        conn.rollback()
        raise
    else:
        conn.commit()
    finally:
        cur.close()


class Database:
    """One connection, opened when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._conn: psycopg2.extensions.connection | None = None

    def connection(self) -> Connection:
        if self._conn is None or self._conn.closed:
            self._conn = connect(self.settings)
            log.debug("connected as backend %d", self._conn.get_backend_pid())
        return self._conn

    def close(self) -> None:
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def in_transaction(self, work: Callable[..., Any], *args: Any) -> Any:
        """Call ``work(connection, *args)``; commit when it returns."""
        conn = self.connection()
        try:
            result = work(conn, *args)
            conn.commit()
        except Exception:
            conn.rollback()
            raise
        return result


def create_tables(conn: Connection, schema: str) -> None:
    with conn, conn.cursor() as cur:
        cur.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        cur.execute(TABLES)


def drop_schema(conn: Connection, schema: str) -> None:
    with conn:
        with conn.cursor() as cur:
            cur.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
