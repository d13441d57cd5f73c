"""What psycopg2 can't do in its asynchronous mode stays synchronous, connection by connection."""

import psycopg2


def explicit_transaction():
    conn = psycopg2.connect("")
    conn.cursor().execute("DELETE FROM t")
    conn.commit()
    conn.close()


def no_autocommit():
    conn = psycopg2.connect("")
    conn.autocommit = False
    conn.close()


def copies(file):
    conn = psycopg2.connect("")
    conn.cursor().copy_from(file, "t")
    conn.close()


def server_side():
    conn = psycopg2.connect("")
    with conn.cursor("named") as cur:
        cur.execute("SELECT 1")
    conn.close()


if __name__ == "__main__":
    explicit_transaction()
    no_autocommit()
    copies(None)
    server_side()
