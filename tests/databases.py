"""Empty databases for programs to work on, and what they leave behind: rows, and connections that stay open."""

from __future__ import annotations

import importlib
import itertools
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql
from psycopg import sql

from name_server import NameServer

Rows = Mapping[str, list[str]]
"""By table: every row as text, in an order of its own."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """An empty database. `url` is what the program gets as DATABASE_URL."""

    url: str
    rows: Callable[[], Rows]
    open_connections: Callable[[], int]

    def open_after(self, seconds: float) -> int:
        """The connections that are still open; servers need a moment to see that one went away."""
        deadline = time.monotonic() + seconds
        while (count := self.open_connections()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return count


@contextmanager
def sqlite_database(_: str, folder: Path) -> Iterator[Database]:
    """A file. Who has it open can't be seen from outside: the program's own end tells."""
    path = folder / f"data{next(_numbers)}.db"

    def rows() -> Rows:
        with sqlite3.connect(path) as conn:
            tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            found = {name: _texts(conn.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in tables}
        conn.close()
        return found

    yield Database(str(path), rows, lambda: 0)


@contextmanager
def postgres_database(server: str, folder: Path) -> Iterator[Database]:
    """A new database on the PostgreSQL at `server`."""
    name = f"case{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = urlsplit(server)._replace(path=f"/{name}").geturl()

        def rows() -> Rows:
            with psycopg.connect(url) as conn:
                tables = conn.execute(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                ).fetchall()
                return {
                    table: _texts(
                        conn.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()
                    )
                    for (table,) in tables
                }

        def open_connections() -> int:
            found = admin.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,)
            ).fetchone()
            assert found is not None
            return int(found[0])

        try:
            yield Database(url, rows, open_connections)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def mariadb_database(server: str, folder: Path) -> Iterator[Database]:
    """A new database on the MariaDB at `server`."""
    name = f"case{next(_numbers)}"
    parts = urlsplit(server)
    admin = pymysql.connect(
        host=parts.hostname, port=parts.port or 0, user=parts.username, password=parts.password or "",
        autocommit=True,
    )  # fmt: skip

    def query(text: str) -> Any:
        with admin.cursor() as cur:
            cur.execute(text)
            return cur.fetchall()

    def rows() -> Rows:
        tables = [table for (table,) in query(f"SHOW TABLES FROM `{name}`")]
        return {table: _texts(query(f"SELECT * FROM `{name}`.`{table}`")) for table in tables}

    def open_connections() -> int:
        found = query(f"SELECT count(*) FROM information_schema.processlist WHERE db = '{name}'")
        return int(found[0][0])

    with admin:
        query(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        try:
            yield Database(parts._replace(path=f"/{name}").geturl(), rows, open_connections)
        finally:
            query(f"DROP DATABASE `{name}`")


@contextmanager
def redis_database(server: str, folder: Path) -> Iterator[Database]:
    """One of the numbered databases of the Redis at `server`, emptied. Its "tables" are the keys."""
    redis: Any = importlib.import_module("redis")
    number = next(_numbers) % 99 + 1
    url = urlsplit(server)._replace(path=f"/{number}").geturl()
    admin = redis.Redis.from_url(server)
    inside = redis.Redis.from_url(url, decode_responses=True, encoding_errors="backslashreplace")
    with admin, inside:
        inside.flushdb()

        def rows() -> Rows:
            return {key: _redis_value(inside, key) for key in sorted(inside.keys())}

        def open_connections() -> int:
            inside.connection_pool.disconnect()
            return sum(client["db"] == str(number) for client in admin.client_list())

        yield Database(url, rows, open_connections)


@contextmanager
def redis_cluster_database(server: str, folder: Path) -> Iterator[Database]:
    """The Redis cluster at `server`, emptied."""
    redis: Any = importlib.import_module("redis")
    with redis.Redis.from_url(server, decode_responses=True) as admin:
        admin.flushall()

        def rows() -> Rows:
            return {key: _redis_value(admin, key) for key in sorted(admin.keys())}

        def open_connections() -> int:
            return len(admin.client_list()) - 1

        yield Database(server, rows, open_connections)


def _redis_value(client: Any, key: str) -> list[str]:
    match client.type(key):
        case "string":
            return [client.get(key)]
        case "hash":
            return _texts(list(client.hgetall(key).items()))
        case "list":
            return list(client.lrange(key, 0, -1))
        case "set":
            return sorted(client.smembers(key))
        case "zset":
            return _texts(client.zrange(key, 0, -1, withscores=True))
        case "stream":
            return [repr(fields) for _, fields in client.xrange(key)]
        case other:
            return [other]


@contextmanager
def mongodb_database(server: str, folder: Path) -> Iterator[Database]:
    """A new database on the server at `server` that speaks MongoDB's protocol."""
    pymongo: Any = importlib.import_module("pymongo")
    name = f"case{next(_numbers)}"
    with pymongo.MongoClient(server, appname=_ADMIN) as admin:

        def rows() -> Rows:
            inside = admin[name]
            return {table: _texts(list(inside[table].find())) for table in inside.list_collection_names()}

        def open_connections() -> int:
            found = admin.admin.command("currentOp")["inprog"]
            clients = [item.get("clientMetadata", {}).get("application", {}).get("name") for item in found]
            return sum(client != _ADMIN for client in clients)

        try:
            yield Database(f"{server}{name}", rows, open_connections)
        finally:
            admin.drop_database(name)


@contextmanager
def name_server(_: str, folder: Path) -> Iterator[Database]:
    """A name server with one zone. Its only "table" are the questions that it was asked."""
    server = NameServer()
    server.start()
    try:
        yield Database(f"127.0.0.1:{server.port}", lambda: {"questions": sorted(server.questions)}, lambda: 0)
    finally:
        server.stop()


_ADMIN = "tests"


def _texts(rows: list[Any]) -> list[str]:
    return sorted(repr(row) for row in rows)


DATABASES = {
    "sqlite": (None, sqlite_database),
    "postgres": ("postgres_dsn", postgres_database),
    "mariadb": ("mariadb_url", mariadb_database),
    "redis": ("redis_url", redis_database),
    "redis-cluster": ("redis_cluster_url", redis_cluster_database),
    "mongodb": ("mongodb_url", mongodb_database),
    "dns": (None, name_server),
}
"""For each kind of server: the fixture that starts it, and what makes an empty database on it."""
