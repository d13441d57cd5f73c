"""psycopg2 on PostgreSQL: connections, cursors, what they fetch, errors."""  # server: postgres

import os

import psycopg2
import psycopg2.extras
from psycopg2 import errors


def connect():
    return psycopg2.connect(os.environ["DATABASE_URL"])


def prepare(conn):
    with conn.cursor() as cur:
        cur.execute("CREATE TABLE item (id serial PRIMARY KEY, name text UNIQUE)")
    conn.commit()


def add(conn, name):
    cur = conn.cursor()
    try:
        cur.execute("INSERT INTO item (name) VALUES (%s) RETURNING id", (name,))  # -> await cur.execute("INSERT INTO item (name) VALUES (%s) RETURNING id", (name,))
        number = cur.fetchone()[0]  # -> number = (await cur.fetchone())[0]
        conn.commit()
        return number
    except errors.UniqueViolation as error:
        conn.rollback()
        return error.pgcode  # -> return error.sqlstate
    finally:
        cur.close()


def names(conn):
    with conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cur:
        cur.execute("SELECT name FROM item ORDER BY id")
        return [row["name"] for row in cur]


def main():
    conn = connect()
    try:
        prepare(conn)
        print(add(conn, "a"), add(conn, "b"), add(conn, "a"), names(conn))
    finally:
        conn.close()


if __name__ == "__main__":
    main()
