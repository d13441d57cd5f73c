import psycopg2
import pytest
from psycopg2 import errors

from orders import db
from orders.config import Settings
from orders.errors import Unavailable


def test_transaction_commits(conn, settings):
    with db.transaction(conn) as cur:
        cur.execute("INSERT INTO customers (email, name) VALUES ('a@b', 'A')")
    other = db.connect(settings)
    with other.cursor() as cur:
        cur.execute("SELECT name FROM customers")
        assert cur.fetchall() == [("A",)]
    other.close()


def test_transaction_rolls_back(conn):
    with pytest.raises(errors.NotNullViolation):
        with db.transaction(conn) as cur:
            cur.execute("INSERT INTO customers (email, name) VALUES ('a@b', 'A')")
            cur.execute("INSERT INTO customers (email, name) VALUES ('c@d', NULL)")
    with conn.cursor() as cur:
        cur.execute("SELECT count(*) FROM customers")
        assert cur.fetchone() == (0,)


def test_with_conn_commits_and_leaves_it_open(conn, settings):
    with conn, conn.cursor() as cur:
        cur.executemany("INSERT INTO customers (email, name) VALUES (%s, %s)", [("a@b", "A"), ("c@d", "C")])
    assert not conn.closed
    conn.rollback()
    with conn.cursor() as cur:
        cur.execute("SELECT email FROM customers ORDER BY id")
        assert [email for (email,) in cur] == ["a@b", "c@d"]


def test_database_opens_one_connection(database):
    first = database.connection()
    assert database.connection() is first
    database.close()
    assert database.connection() is not first


def test_in_transaction_takes_back_and_raises(database):
    def insert_and_fail(conn, email):
        with conn.cursor() as cur:
            cur.execute("INSERT INTO customers (email, name) VALUES (%s, 'X')", (email,))
        raise LookupError(email)

    with pytest.raises(LookupError):
        database.in_transaction(insert_and_fail, "x@y")
    with database.connection().cursor() as cur:
        cur.execute("SELECT count(*) FROM customers")
        assert cur.fetchone()[0] == 0


def test_no_server():
    with pytest.raises(Unavailable) as caught:
        db.connect(Settings(dsn="postgresql://nobody@127.0.0.1:1/nothing"))
    assert isinstance(caught.value.__cause__, psycopg2.OperationalError)


def test_server_version(settings):
    assert int(db.server_version(settings.dsn).split(".")[0]) >= 9
