"""Each connection here does something that psycopg 3 has not: it stays on psycopg2 as a whole, and the reason is told."""

import psycopg2
import psycopg2.extras

psycopg2.extras.register_uuid()


def copies(path):
    conn = psycopg2.connect("")
    with open(path) as file:
        conn.cursor().copy_from(file, "t")
    conn.commit()
    conn.close()


def several_in_one(ids):
    conn = psycopg2.connect("")
    cur = conn.cursor()
    cur.execute("SELECT * FROM t WHERE id IN %s", (tuple(ids),))
    print(cur.fetchall())
    conn.close()


def large_objects():
    conn = psycopg2.connect("")
    print(conn.lobject(0, "w").oid)
    conn.close()


def notices():
    conn = psycopg2.connect("")
    conn.cursor().execute("DO $$ BEGIN RAISE NOTICE 'a'; END $$")
    print(conn.notices)
    conn.close()


if __name__ == "__main__":
    copies("t.txt")
    several_in_one([1, 2])
    large_objects()
    notices()
