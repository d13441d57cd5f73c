"""Autocommit, and transactions by `with conn:`."""

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, quote_ident
from psycopg2.extras import DictCursor, execute_batch
from psycopg2.pool import SimpleConnectionPool


def connect(dsn):
    conn = psycopg2.connect(dsn, cursor_factory=DictCursor, connect_timeout=3)
    conn.autocommit = True
    # as before
    conn.set_session(autocommit=True)
    conn.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    return conn


def rows(conn):
    cur = conn.cursor()
    cur.execute("SELECT * FROM t WHERE id IN %s", ((1, 2),))
    first = cur.fetchone()
    for row in cur:
        print(row["id"], cur.rowcount)
    cur.close()
    return first


def write(conn, values):
    with conn, conn.cursor() as cur:
        cur.execute("INSERT INTO t VALUES (%s)", values)
    with conn:
        with conn.cursor() as cur:
            cur.executemany("INSERT INTO t VALUES (%s)", [(1,), (2,)])
            execute_batch(cur, "UPDATE t SET a = %s", [(1,), (2,)])
    print(quote_ident("a b", conn), conn.info.dbname, conn.get_backend_pid())


def pooled(dsn):
    pool = SimpleConnectionPool(1, 5, dsn)
    conn = pool.getconn()
    try:
        rows(conn)
    finally:
        pool.putconn(conn)
        pool.closeall()


def main():
    conn = connect("")
    try:
        print(rows(conn))
        write(conn, [3])
    except psycopg2.IntegrityError as error:
        print(error.pgcode)
    finally:
        conn.close()
    pooled("")


if __name__ == "__main__":
    main()
