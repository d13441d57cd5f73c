"""Opening, settings, transactions, two-phase commit, pools."""

import psycopg2
import psycopg2.extras
from psycopg2.extensions import (
    ISOLATION_LEVEL_AUTOCOMMIT,
    ISOLATION_LEVEL_REPEATABLE_READ,
    TRANSACTION_STATUS_IDLE,
    connection,
    make_dsn,
    quote_ident,
)
from psycopg2.pool import SimpleConnectionPool


def connect(dsn: str) -> connection:
    """The keywords of libpq stay; psycopg2's own get psycopg 3's names."""
    conn = psycopg2.connect(dsn, cursor_factory=psycopg2.extras.RealDictCursor)
    other = psycopg2.connect(host="localhost", database="shop", user="me", connect_timeout=3)
    dicts = psycopg2.connect(make_dsn(dsn, database="shop"), connection_factory=psycopg2.extras.RealDictConnection)
    dicts.close()
    other.close()
    return conn


def settings(conn: connection):
    conn.autocommit = True
    conn.set_session(autocommit=False)
    conn.set_session(isolation_level="SERIALIZABLE", readonly=True)
    conn.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    conn.isolation_level = ISOLATION_LEVEL_REPEATABLE_READ
    conn.readonly = True
    conn.deferrable = None
    print(conn.autocommit, conn.closed, conn.dsn, conn.server_version, conn.info.dbname)
    print(conn.get_transaction_status() == TRANSACTION_STATUS_IDLE, conn.get_backend_pid())
    print(conn.get_parameter_status("server_encoding"), conn.get_dsn_parameters()["dbname"])
    print(quote_ident("a b", conn))


def transactions(conn: connection, sql: str):
    with conn:
        conn.cursor().execute(sql)
    with conn, conn.cursor() as cur:
        cur.execute(sql)
    try:
        conn.cursor().execute(sql)
    except psycopg2.OperationalError as error:
        conn.rollback()
        print(error.pgcode, error.pgerror, error.diag.message_primary)
    else:
        conn.commit()


def two_phases(conn: connection):
    xid = conn.xid(1, "a", "b")
    conn.tpc_begin(xid)
    conn.tpc_prepare()
    conn.tpc_rollback()
    conn.cancel()
    print(conn.fileno())


def pooled(dsn: str, sql: str):
    pool = SimpleConnectionPool(1, 5, dsn=dsn, connect_timeout=3)
    conn = pool.getconn()
    try:
        conn.cursor().execute(sql)
    finally:
        pool.putconn(conn)
    print(pool.minconn, pool.maxconn, pool.closed)
    pool.closeall()


def main(dsn: str):
    conn = connect(dsn)
    settings(conn)
    transactions(conn, "SELECT 1")
    two_phases(conn)
    conn.close()
    pooled(dsn, "SELECT 1")


if __name__ == "__main__":
    main("")
