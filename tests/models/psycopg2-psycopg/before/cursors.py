"""Statements, rows, and the helpers of psycopg2.extras."""

import psycopg2
from psycopg2 import errorcodes, errors, sql
from psycopg2.extras import DictCursor, Json, NamedTupleCursor, RealDictCursor, execute_batch, execute_values, register_uuid

register_uuid()


def rows(conn):
    cur = conn.cursor()
    cur.execute("SELECT 1, %s", ("a",))
    one, two = cur.fetchone()
    first = cur.fetchmany(5)[0][0]
    everything = [row for row in cur]
    pairs = dict(cur.fetchall())
    for row in cur:
        print(row, cur.rowcount, cur.description)
    cur.scroll(0, mode="absolute")
    cur.close()
    return one, two, first, everything, pairs


def factories(conn):
    with conn.cursor(cursor_factory=RealDictCursor) as cur:
        cur.execute("SELECT 1 AS one")
        print(cur.fetchone()["one"])
    with conn.cursor(cursor_factory=NamedTupleCursor) as cur:
        cur.execute("SELECT 1 AS one")
        print(cur.fetchone().one)
    with conn.cursor(cursor_factory=DictCursor) as cur:
        cur.execute("SELECT 1 AS one")
        print(cur.fetchone()[0])
    with conn.cursor("named", withhold=True) as cur:
        cur.itersize = 100
        cur.execute("SELECT generate_series(1, 1000)")
        return sum(number for (number,) in cur)


def statements(conn, table):
    with conn.cursor() as cur:
        cur.execute(sql.SQL("SELECT * FROM {} WHERE id = %s").format(sql.Identifier(table)), [1])
        cur.executemany("INSERT INTO t VALUES (%s, %s)", [(1, Json({})), (2, None)])
        execute_batch(cur, "UPDATE t SET b = %s", [(1,), (2,)], page_size=50)
        execute_values(cur, "INSERT INTO t (a, b) VALUES %s", [(1, 2), (3, 4)])
        execute_values(cur, "INSERT INTO t VALUES %s", [(1, 2)], template="(%s, upper(%s))")
        cur.callproc("add", (1, 2))
        print(cur.mogrify("SELECT %s", (1,)), cur.statusmessage)


def failures(conn):
    try:
        conn.cursor().execute("SELECT 1/0")
    except errors.DivisionByZero as error:
        print(error.pgcode == errorcodes.DIVISION_BY_ZERO)
    except (psycopg2.IntegrityError, psycopg2.DataError):
        conn.rollback()


def main():
    conn = psycopg2.connect("")
    try:
        rows(conn)
        factories(conn)
        statements(conn, "t")
        failures(conn)
    finally:
        conn.close()


if __name__ == "__main__":
    main()
