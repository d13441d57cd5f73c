"""`with conn:` ends a transaction and leaves the connection open; `with conn.cursor()` closes the cursor."""  # server: postgres

import os

import psycopg2


def add(conn, name):
    with conn:
        with conn.cursor() as cur:  # -> async with conn.cursor() as cur:
            cur.execute("INSERT INTO item VALUES (%s)", (name,))
            if name == "bad":
                raise ValueError(name)


def count(conn):
    with conn, conn.cursor() as cur:
        cur.execute("SELECT count(*) FROM item")
        return cur.fetchone()[0]


def main():
    conn = psycopg2.connect(os.environ["DATABASE_URL"])
    with conn:
        with conn.cursor() as cur:
            cur.execute("CREATE TABLE item (name text)")
    add(conn, "a")
    try:
        add(conn, "bad")
    except ValueError as error:
        print("rolled back", error)
    print(count(conn), bool(conn.closed))
    conn.close()


if __name__ == "__main__":
    main()
