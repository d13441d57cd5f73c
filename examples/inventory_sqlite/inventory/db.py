"""Opening the database and keeping its schema up to date."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .config import Settings

log = logging.getLogger(__name__)

# One script per version; PRAGMA user_version says how many have run.
MIGRATIONS = [
    """
    CREATE TABLE product (
        id INTEGER PRIMARY KEY,
        sku TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        price_cents INTEGER NOT NULL CHECK (price_cents >= 0)
    );
    CREATE TABLE warehouse (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    """,
    """
    CREATE TABLE stock (
        product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
        warehouse_id INTEGER NOT NULL REFERENCES warehouse (id),
        quantity INTEGER NOT NULL CHECK (quantity >= 0),
        PRIMARY KEY (product_id, warehouse_id)
    );
    CREATE TABLE movement (
        id INTEGER PRIMARY KEY,
        product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
        warehouse_id INTEGER NOT NULL REFERENCES warehouse (id),
        quantity INTEGER NOT NULL,
        moved_at TEXT NOT NULL
    );
    """,
    "CREATE INDEX movement_by_product ON movement (product_id, moved_at);",
]


def connect(path: Path | str, busy_timeout: float = 5.0) -> sqlite3.Connection:
    conn = sqlite3.connect(path, timeout=busy_timeout)
    conn.row_factory = sqlite3.Row
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


def schema_version(conn: sqlite3.Connection) -> int:
    return conn.execute("PRAGMA user_version").fetchone()[0]


def migrate(conn: sqlite3.Connection) -> int:
    """Bring the schema up to date; return how many migrations ran."""
    current = schema_version(conn)
    for version, script in enumerate(MIGRATIONS[current:], start=current + 1):
        log.info("migrating to version %d", version)
        conn.executescript(script)
        conn.execute(f"PRAGMA user_version = {version}")
    conn.commit()
    return len(MIGRATIONS) - current


@contextmanager
def open_database(settings: Settings) -> Iterator[sqlite3.Connection]:
    conn = connect(settings.database, settings.busy_timeout)
    try:
        migrate(conn)
        yield conn
    finally:
        conn.close()


@contextmanager
def savepoint(conn, name="work"):
    """A part of a transaction that can be taken back on its own."""
    conn.execute(f"SAVEPOINT {name}")
    try:
        yield
    except Exception:
        conn.execute(f"ROLLBACK TO {name}")
        raise
    finally:
        conn.execute(f"RELEASE {name}")
