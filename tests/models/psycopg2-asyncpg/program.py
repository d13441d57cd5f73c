"""A small library of books that people lend: what programs do with psycopg2, in one file."""

import datetime
import json
import os
from contextlib import closing
from decimal import Decimal

import psycopg2
import psycopg2.extras
from psycopg2 import errorcodes, errors
from psycopg2.pool import ThreadedConnectionPool
from psycopg2.extras import DictCursor, NamedTupleCursor, RealDictCursor, execute_batch, execute_values

SCHEMA = """
CREATE TYPE condition AS ENUM ('new', 'used', 'worn');
CREATE TABLE book (
    id serial PRIMARY KEY,
    title text NOT NULL UNIQUE,
    price numeric(8, 2) NOT NULL CHECK (price >= 0),
    condition condition NOT NULL DEFAULT 'new',
    tags text[] NOT NULL DEFAULT '{}',
    extra jsonb,
    cover bytea,
    bought date
);
CREATE TABLE loan (
    book integer NOT NULL REFERENCES book,
    reader text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz
);
"""
COLUMNS = "id, title, price"
BY_TITLE = f"SELECT {COLUMNS} FROM book WHERE title = %s"


class NotThere(LookupError):
    """There is no such book."""


class Books:
    """Books by title."""

    insert = "never used"

    def __init__(self, conn):
        self.conn = conn

    def add(self, title, price, **extra):
        with self.conn.cursor() as cur:
            cur.execute(
                "INSERT INTO book (title, price, extra, bought) VALUES (%s, %s, %s, %s) RETURNING id",
                (title, price, psycopg2.extras.Json(extra), "2024-02-29"),
            )
            return cur.fetchone()[0]

    def find(self, title):
        with self.conn.cursor() as cur:
            cur.execute(BY_TITLE, (title,))
            row = cur.fetchone()
        if row is None:
            raise NotThere(title)
        return row

    def cheaper_than(self, price):
        cur = self.conn.cursor(cursor_factory=RealDictCursor)
        cur.execute("SELECT title, price FROM book WHERE price < %(price)s ORDER BY title", {"price": price})
        rows = [dict(row) for row in cur.fetchall()]
        cur.close()
        return rows

    def titles(self):
        with self.conn.cursor() as cur:
            cur.execute("SELECT title FROM book ORDER BY id")
            for (title,) in cur:
                yield title

    def reprice(self, percent, titles):
        sql = "UPDATE book SET price = round(price * %s::numeric, 2) WHERE title IN %s"
        with self.conn, self.conn.cursor() as cur:
            cur.execute(sql, (1 + percent / 100, tuple(titles)))
            return cur.rowcount

    def tag(self, title, *tags):
        with self.conn:
            with self.conn.cursor() as cur:
                cur.execute("UPDATE book SET tags = tags || %s WHERE title LIKE '%%' AND title = %s", (list(tags), title))
                if cur.rowcount != 1:
                    raise NotThere(title)

    def __len__(self):
        return 3


def lend(conn, book, reader, since):
    cur = conn.cursor()
    try:
        cur.execute("SELECT count(*) FROM loan WHERE book = %s AND until IS %s", (book, None))
        if cur.fetchone()[0]:
            return False
        cur.execute("INSERT INTO loan VALUES (%(book)s, %(reader)s, %(since)s)", dict(book=book, reader=reader, since=since))
        conn.commit()
        return True
    except errors.ForeignKeyViolation as error:
        conn.rollback()
        print("no such book:", error.pgcode, str(error).splitlines()[0])
        return False
    finally:
        cur.close()


def bring_back(conn, book, values):
    with conn.cursor(cursor_factory=DictCursor) as cur:
        cur.execute("UPDATE loan SET until = %(now)s WHERE book = %(book)s AND until IS NULL RETURNING *", values)
        rows = cur.fetchall()
        for row in rows:
            print(row["reader"], row[1], row["until"] - row["since"], list(row)[:2], "book" in row)
    conn.commit()
    return len(rows)


def count(cur, table):
    statements = {"book": "SELECT count(*) FROM book", "loan": "SELECT count(*) FROM loan"}
    assert table in statements
    if table == "book":
        cur.execute("SELECT count(*) FROM book")
    else:
        cur.execute("SELECT count(*) FROM loan")
    return cur.fetchone()[0]


def fill(conn):
    with conn.cursor() as cur:
        cur.executemany(
            "INSERT INTO book (title, price) VALUES (%s, %s)", [("Emma", Decimal("4.50")), ("Persuasion", 5)]
        )
        print("inserted", cur.rowcount)
        execute_values(cur, "INSERT INTO book (title, price) VALUES %s", [("Ulysses", 9.99), ("Dubliners", 7)])
        execute_batch(
            cur,
            "UPDATE book SET condition = %(condition)s WHERE title = %(title)s",
            [{"title": "Emma", "condition": "worn"}, {"title": "Ulysses", "condition": "used"}],
        )
        print(cur.statusmessage)
    conn.commit()


def unlucky(conn, books):
    try:
        books.add("Emma", Decimal(1))
    except psycopg2.IntegrityError as error:
        print(type(error).__name__ != "", error.pgcode == errorcodes.UNIQUE_VIOLATION)
        conn.rollback()
    try:
        with conn:
            books.add("Lost", 3)
            books.add("Negative", -1)
    except errors.CheckViolation:
        print("rolled back:", list(books.titles()))
    try:
        conn.cursor().execute("SELECT * FROM nowhere")
    except (psycopg2.ProgrammingError, ValueError):
        conn.rollback()
    try:
        books.find("Nowhere")
    except NotThere as error:
        print("not there:", error)
    cur = conn.cursor()
    cur.execute("DELETE FROM loan WHERE reader = %s", ("nobody",))
    try:
        cur.fetchall()
    except psycopg2.Error:
        print("nothing to fetch", cur.rowcount, cur.description)
    conn.rollback()


def report(conn):
    with conn.cursor(cursor_factory=NamedTupleCursor) as cur:
        cur.execute("SELECT title, price, condition, tags, extra, bought FROM book ORDER BY title LIMIT %s", [3])
        for book in cur:
            print(book.title, book.price, book.condition, book.tags, json.dumps(book.extra), book.bought)
        print([column[0] for column in cur.description])
    with conn.cursor() as cur:
        cur.execute("SELECT id, title FROM book ORDER BY id")
        first, *others = cur.fetchmany(3)
        print(first, len(others), cur.fetchone(), isinstance(first, tuple))
        cur.execute("SELECT since, until FROM loan ORDER BY since")
        print(cur.fetchall())
        print([count(cur, table) for table in ("book", "loan")])


def covers(conn):
    with conn, conn.cursor() as cur:
        cur.execute("UPDATE book SET cover = %s WHERE title = %s", (psycopg2.Binary(b"\x89PNG"), "Emma"))
        cur.execute("SELECT cover FROM book WHERE cover IS NOT NULL")
        for (cover,) in cur.fetchall():
            print(bytes(cover), cover.tobytes())


def short(conn, number):
    with conn, conn.cursor(cursor_factory=RealDictCursor) as cur:
        # nobody is new
        cur.execute("UPDATE book SET condition = 'used' WHERE condition = 'new'")  # but used
        cur.execute("SELECT id, title FROM book WHERE id = %s", (number,))
        found = dict(cur.fetchone())
        cur.execute("SELECT title FROM book WHERE id <> %s ORDER BY id", (number,))
        for row in cur:
            print(row["title"], end=" ")
        if number:
            cur.execute("SELECT count(*) AS n FROM book")
            print([dict(row) for row in cur.fetchall()])
    with conn.cursor() as cur:
        cur.execute("SELECT title FROM book WHERE id = %s", (-number,))
        if cur.fetchone() is None:
            found["none"] = True
    with conn.cursor() as cur:
        cur.execute("DELETE FROM loan WHERE reader IS NULL")
        try:
            cur.execute("SELECT title FROM book WHERE id = %s", (-number,))
            print(cur.fetchone()[0])
        except TypeError as error:
            print(error)
    return found


def alone(url):
    with closing(psycopg2.connect(url)) as conn:
        conn.autocommit = True
        with conn.cursor() as cur:
            cur.execute("UPDATE book SET price = price + %s", (1,))
            cur.execute("SELECT sum(price) FROM book")
            print(cur.fetchone())
        try:
            with conn:
                with conn.cursor() as cur:
                    cur.execute("DELETE FROM loan")
                raise KeyError("changed my mind")
        except KeyError:
            pass


def pooled(url):
    pool = ThreadedConnectionPool(1, 2, url, connect_timeout=5)
    try:
        first, second = pool.getconn(), pool.getconn()
        with first.cursor() as cur:
            cur.execute("UPDATE book SET price = 0")
            print(cur.rowcount > 1)
        pool.putconn(first)  # rolled back
        with second, second.cursor() as cur:
            cur.execute("SELECT min(price) > 0 FROM book")
            print(cur.fetchone())
        pool.putconn(second, close=True)
        again = pool.getconn()
        with again.cursor() as cur:
            cur.execute("SELECT 1")
            print(cur.fetchall(), pool.minconn, pool.maxconn, bool(pool.closed))
    finally:
        pool.closeall()


def main():
    url = os.environ["DATABASE_URL"]
    conn = psycopg2.connect(url, connect_timeout=10, application_name="books")
    try:
        with conn.cursor() as cur:
            cur.execute(SCHEMA)
            cur.execute("SET TIME ZONE 'Europe/Berlin'")
        conn.commit()
        books = Books(conn)
        fill(conn)
        print(books.add("Middlemarch", 12.345, pages=880, author={"name": "George Eliot"}))
        conn.commit()
        print(books.find("Middlemarch"))
        print(books.cheaper_than(6))
        print(books.reprice(10, ["Emma", "Persuasion", "nothing"]))
        books.tag("Emma", "classic", "50%")
        noon = datetime.datetime(2024, 3, 1, 12)
        print(lend(conn, 1, "Ann", noon), lend(conn, 1, "Bob", noon), lend(conn, 99, "Bob", noon))
        later = datetime.datetime(2024, 3, 5, 8, tzinfo=datetime.timezone.utc)
        print(bring_back(conn, 1, {"book": 1, "now": later, "unused": None}))
        unlucky(conn, books)
        covers(conn)
        print(short(conn, 2))
        report(conn)
        conn.rollback()
    finally:
        conn.close()
    print(conn.closed != 0)
    alone(url)
    pooled(url)


if __name__ == "__main__":
    main()
