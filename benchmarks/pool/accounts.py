"""Accounts in PostgreSQL behind a pool of five connections, as people write it with psycopg2."""

import os
from contextlib import contextmanager

from psycopg2.extras import RealDictCursor
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 5, os.environ["DATABASE_URL"])


@contextmanager
def connection():
    """A connection for one transaction."""
    conn = pool.getconn()
    try:
        with conn:
            yield conn
    finally:
        pool.putconn(conn)


def create(count):
    with connection() as conn, conn.cursor() as cur:
        cur.execute("DROP TABLE IF EXISTS accounts, moves")
        cur.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL)")
        cur.execute("CREATE TABLE moves (id serial PRIMARY KEY, account int NOT NULL, amount int NOT NULL)")
        cur.executemany("INSERT INTO accounts VALUES (%s, 1000)", [(number,) for number in range(count)])


def move(account, amount):
    with connection() as conn, conn.cursor() as cur:
        cur.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (amount, account))
        cur.execute("INSERT INTO moves (account, amount) VALUES (%s, %s) RETURNING id", (account, amount))
        return cur.fetchone()[0]


def report(account, limit=10):
    with connection() as conn, conn.cursor(cursor_factory=RealDictCursor) as cur:
        cur.execute("SELECT balance FROM accounts WHERE id = %s", (account,))
        balance = cur.fetchone()["balance"]
        cur.execute(
            "SELECT id, amount FROM moves WHERE account = %s ORDER BY id DESC LIMIT %s", (account, limit)
        )
        return balance, [(row["id"], row["amount"]) for row in cur]


def total():
    with connection() as conn, conn.cursor() as cur:
        cur.execute("SELECT sum(balance) FROM accounts")
        return int(cur.fetchone()[0])


if __name__ == "__main__":
    create(50)
    print(move(1, 5), report(1), total())
