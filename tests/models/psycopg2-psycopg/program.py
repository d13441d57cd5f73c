"""A small shop on PostgreSQL: what people do with psycopg2, in one program."""

import contextlib
import datetime
import decimal
import os
import sys
from dataclasses import dataclass

import psycopg2
import psycopg2.extras
from psycopg2 import errorcodes, errors, sql
from psycopg2.extensions import ISOLATION_LEVEL_SERIALIZABLE, TRANSACTION_STATUS_IDLE
from psycopg2.pool import ThreadedConnectionPool

DSN = os.environ["DATABASE_URL"]

SCHEMA = """
CREATE TABLE product (
    id serial PRIMARY KEY,
    name text NOT NULL UNIQUE,
    price numeric(8, 2) NOT NULL CHECK (price > 0),
    stock integer NOT NULL DEFAULT 0,
    tags text[] NOT NULL DEFAULT '{}',
    details jsonb,
    added date NOT NULL DEFAULT '2024-02-29'
);
CREATE TABLE movement (
    id serial PRIMARY KEY,
    product_id integer NOT NULL REFERENCES product (id),
    amount integer NOT NULL,
    note text
);
CREATE FUNCTION stock_value(minimum integer) RETURNS numeric LANGUAGE sql AS
    'SELECT coalesce(sum(price * stock), 0) FROM product WHERE stock >= minimum';
"""

pool = ThreadedConnectionPool(1, 3, dsn=DSN)


class OutOfStock(Exception):
    """Less is there than was asked for."""


@dataclass
class Product:
    id: int
    name: str
    price: decimal.Decimal
    stock: int


class Stock:
    """Products and what came and went."""

    def __init__(self, dsn, application="shop"):
        self.conn = psycopg2.connect(dsn, application_name=application)
        self.conn.autocommit = False

    def close(self):
        self.conn.close()

    def create(self):
        with self.conn, self.conn.cursor() as cur:
            cur.execute(SCHEMA)

    def add(self, name, price, stock=0, tags=(), details=None):
        with self.conn:
            with self.conn.cursor() as cur:
                cur.execute(
                    "INSERT INTO product (name, price, stock, tags, details) VALUES (%s, %s, %s, %s, %s) RETURNING id",
                    (name, price, stock, list(tags), psycopg2.extras.Json(details)),
                )
                return cur.fetchone()[0]

    def find(self, name):
        with self.conn.cursor() as cur:
            cur.execute("SELECT id, name, price, stock FROM product WHERE name = %(name)s", {"name": name})
            row = cur.fetchone()
        return Product(*row) if row else None

    def take(self, name, amount):
        """Takes pieces away, and notes it, in one transaction."""
        with self.conn, self.conn.cursor() as cur:
            cur.execute("SELECT id, stock FROM product WHERE name = %s FOR UPDATE", (name,))
            product_id, stock = cur.fetchone()
            if stock < amount:
                raise OutOfStock(f"{stock} of {name}, {amount} wanted")
            cur.execute("UPDATE product SET stock = stock - %s WHERE id = %s", (amount, product_id))
            cur.execute("INSERT INTO movement (product_id, amount) VALUES (%s, %s)", (product_id, -amount))

    def rows(self, minimum=0):
        cur = self.conn.cursor()
        cur.execute("SELECT name, stock FROM product WHERE stock >= %s ORDER BY name", (minimum,))
        for name, stock in cur:
            yield f"{name}={stock}"
        cur.close()

    def count(self, table, **filters):
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        if filters:
            parts = [sql.SQL("{} = {}").format(sql.Identifier(key), sql.Placeholder(key)) for key in filters]
            query = query + sql.SQL(" WHERE ") + sql.SQL(" AND ").join(parts)
        with self.conn.cursor() as cur:
            cur.execute(query, filters)
            return cur.fetchone()[0]


@contextlib.contextmanager
def pooled():
    """A connection of the pool, for one transaction."""
    conn = pool.getconn()
    try:
        yield conn
        conn.commit()
    except Exception:
        conn.rollback()
        raise
    finally:
        pool.putconn(conn)


def fill(stock):
    print(stock.add("tea", decimal.Decimal("3.50"), 10, ["hot", "green"], {"origin": "Assam", "bags": [1, 2]}))
    print(stock.add("mug", "12.00", 4))
    with stock.conn, stock.conn.cursor() as cur:
        cur.executemany(
            "INSERT INTO product (name, price, stock) VALUES (%s, %s, %s)",
            [("milk", "1.10", 30), ("sugar", "0.95", 25)],
        )
        print("inserted", cur.rowcount)
        psycopg2.extras.execute_values(
            cur, "INSERT INTO product (name, price) VALUES %s", [("pot", 25), ("spoon", 2)]
        )
        psycopg2.extras.execute_batch(
            cur, "UPDATE product SET stock = %s WHERE name = %s", [(1, "pot"), (12, "spoon")], page_size=10
        )


def show_rows(stock):
    print(", ".join(stock.rows(5)))
    print(stock.find("tea"), stock.find("nothing"))
    with stock.conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cur:
        cur.execute("SELECT name, tags, details FROM product WHERE id = 1")
        row = cur.fetchone()
        print(dict(row), row["details"]["bags"])
    with stock.conn.cursor(cursor_factory=psycopg2.extras.NamedTupleCursor) as cur:
        cur.execute("SELECT name, price FROM product ORDER BY price DESC LIMIT 2")
        for product in cur.fetchall():
            print(product.name, product.price)
    with stock.conn.cursor(cursor_factory=psycopg2.extras.DictCursor) as cur:
        cur.execute("SELECT id, name FROM product ORDER BY id LIMIT 1")
        row = cur.fetchone()
        print(row[1], row["name"], list(row), len(row))
    with stock.conn.cursor("reader") as cur:
        cur.itersize = 2
        cur.execute("SELECT name FROM product ORDER BY name")
        print([name for (name,) in cur])
    stock.conn.commit()


def show_values(stock):
    cur = stock.conn.cursor()
    cur.execute("SELECT %s, %s, %s, %s::date", (None, True, "it's 100%", datetime.date(2024, 1, 31)))
    print(cur.fetchone())
    cur.execute("SELECT now() - %s > now() - interval '1 day'", (datetime.timedelta(hours=1),))
    print(cur.fetchone()[0])
    cur.execute("SELECT name FROM product WHERE name LIKE 'm%%' AND price < %s ORDER BY 1", (50,))
    print(cur.fetchmany(1), cur.fetchall(), cur.fetchone())
    cur.execute("SELECT stock FROM product WHERE name = ANY(%s) ORDER BY name", (["tea", "milk"],))
    print([stock for (stock,) in cur], cur.description[0].name, cur.rowcount)
    cur.execute("SELECT stock_value(%s)", (5,))
    print(cur.fetchone()[0], cur.statusmessage)
    print(cur.mogrify("SELECT %s, %s", ("a'b", 3)))
    cur.close()
    stock.conn.rollback()


def show_errors(stock):
    try:
        stock.add("tea", 1)
    except psycopg2.IntegrityError as error:
        print(type(error).__name__, error.pgcode == errorcodes.UNIQUE_VIOLATION, error.diag.constraint_name)
    try:
        stock.add("free", 0)
    except errors.CheckViolation as error:
        print("check", error.diag.table_name)
    try:
        stock.take("tea", 99)
    except OutOfStock as error:
        print(error)
    with stock.conn.cursor() as cur:
        try:
            cur.execute("SELECT wrong FROM product")
        except psycopg2.Error as error:
            print(error.pgcode, isinstance(error, psycopg2.ProgrammingError))
        stock.conn.rollback()
        cur.execute("SELECT 1")
        print(cur.fetchone())
    stock.conn.rollback()
    print(stock.conn.get_transaction_status() == TRANSACTION_STATUS_IDLE, bool(stock.conn.closed))


def show_pool():
    with pooled() as conn:
        with conn.cursor() as cur:
            cur.execute("UPDATE product SET stock = stock + 1 WHERE name = %s RETURNING stock", ("mug",))
            print("mugs", cur.fetchone()[0])
    try:
        with pooled() as conn:
            conn.cursor().execute("UPDATE product SET stock = -1")
            raise ValueError("no")
    except ValueError as error:
        print(error)
    conn = pool.getconn()
    conn.set_session(isolation_level="SERIALIZABLE", readonly=True)
    conn.set_isolation_level(ISOLATION_LEVEL_SERIALIZABLE)
    with conn.cursor() as cur:
        cur.execute("SHOW transaction_isolation")
        print(cur.fetchone()[0])
    conn.rollback()
    pool.putconn(conn)


def main():
    stock = Stock(DSN)
    try:
        stock.create()
        fill(stock)
        stock.take("tea", 3)
        show_rows(stock)
        show_values(stock)
        show_errors(stock)
        show_pool()
        print(stock.count("product"), stock.count("product", stock=12, name="spoon"))
        stock.conn.rollback()
        stock.conn.autocommit = True
        with stock.conn.cursor() as cur:
            cur.execute("INSERT INTO movement (product_id, amount, note) VALUES (2, 1, %s)", ("déjà vu",))
    finally:
        stock.close()
        pool.closeall()
    print(stock.conn.closed != 0, file=sys.stdout)


if __name__ == "__main__":
    main()
