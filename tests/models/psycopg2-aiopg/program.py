"""A library's lending desk on PostgreSQL: transactions by `with conn:`, the rest in autocommit."""

import contextlib
import datetime
import os
from dataclasses import dataclass

import psycopg2
import psycopg2.extras
from psycopg2 import errors, sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT
from psycopg2.pool import ThreadedConnectionPool

DSN = os.environ["DATABASE_URL"]

SCHEMA = """
CREATE TABLE book (id serial PRIMARY KEY, title text NOT NULL UNIQUE, copies integer NOT NULL CHECK (copies >= 0));
CREATE TABLE loan (
    id serial PRIMARY KEY,
    book_id integer NOT NULL REFERENCES book (id),
    reader text NOT NULL,
    due date NOT NULL,
    details jsonb
);
CREATE FUNCTION lent(book integer) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM loan WHERE book_id = book';
"""


class NoneLeft(Exception):
    """All copies are lent."""


@dataclass
class Book:
    id: int
    title: str
    copies: int


class Desk:
    """Lends books."""

    def __init__(self, dsn):
        self.conn = psycopg2.connect(dsn, application_name="desk")
        self.conn.autocommit = True

    def close(self):
        self.conn.close()

    def create(self):
        with self.conn.cursor() as cur:
            cur.execute(SCHEMA)

    def add(self, title, copies):
        with self.conn:
            with self.conn.cursor() as cur:
                cur.execute("INSERT INTO book (title, copies) VALUES (%s, %s) RETURNING id", (title, copies))
                return cur.fetchone()[0]

    def find(self, *titles):
        cur = self.conn.cursor()
        try:
            cur.execute("SELECT id, title, copies FROM book WHERE title IN %s ORDER BY title", (titles,))
            return [Book(*row) for row in cur]
        finally:
            cur.close()

    def lend(self, title, reader, days=14):
        """One transaction: a copy less and a loan more, or neither."""
        due = datetime.date(2024, 2, 20) + datetime.timedelta(days=days)
        with self.conn, self.conn.cursor() as cur:
            cur.execute("UPDATE book SET copies = copies - 1 WHERE title = %(title)s RETURNING id", {"title": title})
            (book_id,) = cur.fetchone()
            cur.execute(
                "INSERT INTO loan (book_id, reader, due, details) VALUES (%s, %s, %s, %s)",
                (book_id, reader, due, psycopg2.extras.Json({"days": days})),
            )

    def lend_all(self, title, readers):
        """All of them get one, or nobody does."""
        try:
            with self.conn:
                for reader in readers:
                    with self.conn.cursor() as cur:
                        cur.execute("UPDATE book SET copies = copies - 1 WHERE title = %s", (title,))
                        cur.execute(
                            "INSERT INTO loan (book_id, reader, due) SELECT id, %s, '2024-03-01' FROM book WHERE title = %s",
                            (reader, title),
                        )
        except errors.CheckViolation as error:
            raise NoneLeft(f"{title}: {error.diag.constraint_name}") from error

    def loans(self):
        with self.conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cur:
            cur.execute("SELECT reader, title, due FROM loan JOIN book ON book.id = book_id ORDER BY loan.id")
            for row in cur:
                yield f"{row['reader']}: {row['title']} until {row['due']:%d.%m.}"

    def count(self, table):
        with self.conn.cursor() as cur:
            cur.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            return cur.fetchone()[0]


@contextlib.contextmanager
def pooled(pool):
    conn = pool.getconn()
    try:
        with conn:
            yield conn
    finally:
        pool.putconn(conn)


def fill(desk):
    print(desk.add("Emma", 2), desk.add("Ulysses", 1))
    with desk.conn.cursor() as cur:
        cur.executemany("INSERT INTO book (title, copies) VALUES (%s, %s)", [("Dracula", 3), ("Persuasion", 0)])
        psycopg2.extras.execute_batch(cur, "UPDATE book SET copies = %s WHERE title = %s", [(4, "Dracula")])


def lending(desk):
    desk.lend("Emma", "Ada")
    desk.lend("Dracula", "Bob", days=7)
    try:
        desk.lend("Persuasion", "Eve")
    except psycopg2.IntegrityError as error:
        print(type(error).__name__, error.pgcode)
    try:
        desk.lend_all("Ulysses", ["Cid", "Dan"])
    except NoneLeft as error:
        print(error)
    print(desk.find("Emma", "Dracula", "Ulysses"))
    print(list(desk.loans()))


def values(desk):
    cur = desk.conn.cursor()
    cur.execute("SELECT %s, %s, %s::date, %s", (None, "it's 100%", datetime.date(2024, 1, 31), [1, 2]))
    print(cur.fetchone(), cur.rowcount, cur.description[0].name)
    cur.execute("SELECT title FROM book WHERE title LIKE '%%a' ORDER BY 1")
    print(cur.fetchmany(1), cur.fetchall(), cur.fetchone())
    cur.callproc("lent", (1,))
    print(cur.fetchone()[0])
    print(cur.mogrify("SELECT %s", ("a'b",)))
    cur.close()
    try:
        desk.conn.cursor().execute("SELECT nothing")
    except psycopg2.ProgrammingError as error:
        print(error.pgcode)


def from_pool():
    pool = ThreadedConnectionPool(1, 2, dsn=DSN)
    with pooled(pool) as conn, conn.cursor() as cur:
        cur.execute("UPDATE book SET copies = copies + 1 WHERE title = %s RETURNING copies", ("Emma",))
        print(cur.fetchone()[0])
    try:
        with pooled(pool) as conn:
            conn.cursor().execute("UPDATE book SET copies = 99")
            raise ValueError("no")
    except ValueError as error:
        print(error, pool.minconn, pool.maxconn)
    conn = pool.getconn()
    conn.set_session(autocommit=True)
    conn.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    with conn.cursor() as cur:
        cur.execute("SELECT copies FROM book WHERE title = 'Emma'")
        print(cur.fetchone()[0])
    pool.putconn(conn)
    pool.closeall()


def main():
    desk = Desk(DSN)
    try:
        desk.create()
        fill(desk)
        lending(desk)
        values(desk)
        from_pool()
        print(desk.count("book"), desk.count("loan"), desk.conn.autocommit)
    finally:
        desk.close()
    print(bool(desk.conn.closed))


if __name__ == "__main__":
    main()
