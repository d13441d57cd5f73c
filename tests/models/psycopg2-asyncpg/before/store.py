"""What is converted."""

import os

import psycopg2
from psycopg2 import errorcodes, errors, extras
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, ISOLATION_LEVEL_SERIALIZABLE
from psycopg2.extras import Json, RealDictCursor

TABLE = "item"
FIND = f"SELECT id, name FROM {TABLE} WHERE name LIKE 'a%%' AND id = %s"


def connect():
    return psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=5)


def find(conn, number):
    with conn.cursor() as cur:
        cur.execute(FIND, (number,))
        return cur.fetchone()


def every(conn, names):
    with conn.cursor(cursor_factory=RealDictCursor) as cur:
        cur.execute("SELECT * FROM item WHERE name NOT IN %s", [names])
        for row in cur:
            yield row


class Items:
    def __init__(self, conn):
        self.conn = conn

    def count(self, kind):
        """Fused: the cursor goes."""
        with self.conn.cursor() as cur:
            cur.execute("SELECT count(*) FROM item WHERE kind = %s", (kind,))
            return cur.fetchone()[0]

    def names(self):
        with self.conn, self.conn.cursor() as cur:
            cur.execute("LOCK TABLE item")
            cur.execute("SELECT name FROM item")
            return [name for (name,) in cur]

    def first(self, kinds):
        """Not fused: what is fetched is not all that happens to the cursor."""
        with self.conn.cursor() as cur:
            cur.execute("SELECT name FROM item WHERE kind IN %s", (tuple(kinds),))
            names = cur.fetchmany(2)
            return names, cur.rowcount


def save(conn, item):
    with conn, conn.cursor() as cur:
        cur.execute("UPDATE item SET data = %(data)s WHERE id = %(id)s", {"id": item.id, "data": Json(item.data)})
        cur.execute("UPDATE item SET name = %(name)s WHERE id = %(id)s", item)
        cur.execute("DELETE FROM old WHERE until < now() - INTERVAL %s", ("1 day",))
        return cur.rowcount


def save_all(conn, rows, pairs):
    cur = conn.cursor()
    cur.executemany("INSERT INTO item VALUES (%s, %s)", rows)
    cur.executemany("UPDATE item SET name = %(name)s", [{"name": name} for name in pairs])
    extras.execute_batch(cur, "DELETE FROM item WHERE id = %s", rows)
    extras.execute_values(cur, "INSERT INTO item (id, name) VALUES %s ON CONFLICT DO NOTHING", rows)
    cur.callproc("cleanup", [1, "x"])
    conn.commit()


def modes(conn):
    conn.set_session(isolation_level="SERIALIZABLE", readonly=True)
    conn.set_isolation_level(ISOLATION_LEVEL_SERIALIZABLE)
    conn.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    conn.autocommit = False


def main():
    conn = connect()
    try:
        modes(conn)
        print(find(conn, 1))
        print(list(every(conn, ("a", "b"))))
        save_all(conn, [(1, "a")], ["b"])
        save(conn, None)
        items = Items(conn)
        print(items.count("a"), items.names(), items.first(["a"]))
    except errors.UniqueViolation as error:
        print(error.pgcode == errorcodes.UNIQUE_VIOLATION)
    except (psycopg2.OperationalError, KeyError):
        conn.rollback()
    except psycopg2.Error:
        raise
    finally:
        conn.close()


if __name__ == "__main__":
    main()
