import sqlite3

import pytest

from inventory import db
from inventory.config import Settings


def test_migrations_run_once(settings):
    with db.open_database(settings) as conn:
        assert db.schema_version(conn) == len(db.MIGRATIONS)
        assert db.migrate(conn) == 0


def test_old_database_is_upgraded(tmp_path):
    conn = db.connect(tmp_path / "old.db")
    conn.executescript(db.MIGRATIONS[0])
    conn.execute("PRAGMA user_version = 1")
    assert db.migrate(conn) == len(db.MIGRATIONS) - 1
    conn.close()


def test_foreign_keys_are_enforced(conn):
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("INSERT INTO stock (product_id, warehouse_id, quantity) VALUES (1, 1, 1)")


def test_with_conn_takes_back_what_failed_and_stays_open(conn):
    with pytest.raises(RuntimeError):
        with conn:
            conn.execute("INSERT INTO warehouse (name) VALUES ('north')")
            raise RuntimeError
    assert conn.execute("SELECT * FROM warehouse").fetchall() == []
    with conn:
        conn.execute("INSERT INTO warehouse (name) VALUES ('south')")
    assert not conn.in_transaction


def test_savepoint_keeps_the_rest(conn):
    conn.execute("INSERT INTO warehouse (name) VALUES ('north')")
    with pytest.raises(sqlite3.IntegrityError):
        with db.savepoint(conn):
            conn.execute("INSERT INTO warehouse (name) VALUES ('south')")
            conn.execute("INSERT INTO warehouse (name) VALUES ('north')")
    conn.commit()
    assert [row["name"] for row in conn.execute("SELECT name FROM warehouse")] == ["north"]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, 5),
        ({"INVENTORY_LOW_STOCK": "12"}, 12),
    ],
)
def test_settings_come_from_the_environment(environ, expected):
    assert Settings.from_env(environ).low_stock == expected
