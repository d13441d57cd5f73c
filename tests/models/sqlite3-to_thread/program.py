"""A shop's stock in SQLite: what people do with sqlite3, in one program."""

import contextlib
import contextvars
import os
import sqlite3
import sys
from dataclasses import dataclass

PATH = os.environ["DATABASE_URL"]

SCHEMA = """
CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    price REAL NOT NULL CHECK (price > 0),
    stock INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE movement (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES product (id),
    amount INTEGER NOT NULL,
    note TEXT
);
CREATE INDEX movement_product ON movement (product_id);
"""


CURRENCY = contextvars.ContextVar("currency", default="none")


class OutOfStock(Exception):
    """Less is there than was asked for."""


@dataclass
class Product:
    id: int
    name: str
    price: float
    stock: int


class Stock:
    """Products and what came and went."""

    def __init__(self, conn):
        self.conn = conn

    def create(self):
        self.conn.executescript(SCHEMA)

    def add(self, name, price, stock=0):
        with self.conn:
            cur = self.conn.execute(
                "INSERT INTO product (name, price, stock) VALUES (?, ?, ?)", (name, price, stock)
            )
            return cur.lastrowid

    def find(self, name):
        row = self.conn.execute("SELECT id, name, price, stock FROM product WHERE name = ?", (name,)).fetchone()
        return Product(*row) if row is not None else None

    def all(self):
        for row in self.conn.execute("SELECT id, name, price, stock FROM product ORDER BY name"):
            yield Product(*row)

    def move(self, name, amount, note=None):
        product = self.find(name)
        if product is None:
            raise KeyError(name)
        with self.conn:
            self.conn.execute("UPDATE product SET stock = stock + ? WHERE id = ?", (amount, product.id))
            self.conn.execute(
                "INSERT INTO movement (product_id, amount, note) VALUES (:id, :amount, :note)",
                {"id": product.id, "amount": amount, "note": note},
            )
            if product.stock + amount < 0:
                raise OutOfStock(name)

    def totals(self):
        cur = self.conn.cursor()
        cur.execute(
            "SELECT p.name, sum(m.amount) FROM movement m JOIN product p ON p.id = m.product_id "
            "GROUP BY p.name ORDER BY p.name"
        )
        try:
            return dict(cur.fetchall())
        finally:
            cur.close()

    def value(self):
        return sum(product.price * product.stock for product in self.all())


def load(stock, lines):
    rows = [line.split(";") for line in lines]
    with stock.conn as conn:
        cur = conn.executemany(
            "INSERT INTO product (name, price) VALUES (?, ?)", [(name, float(price)) for name, price in rows]
        )
        return cur.rowcount


def in_pages(conn, size):
    cur = conn.cursor()
    cur.arraysize = size
    cur.execute("SELECT name FROM product ORDER BY id")
    while True:
        rows = cur.fetchmany()
        if not rows:
            break
        yield [row[0] for row in rows]


def price_of(text):
    return f"{text:.2f} EUR"


def currency():
    return CURRENCY.get()


def dictionaries(conn):
    def factory(cursor, row):
        return {column[0]: value for column, value in zip(cursor.description, row)}

    conn.row_factory = factory
    try:
        return conn.execute("SELECT name, euro(price) AS price FROM product ORDER BY price, name").fetchall()
    finally:
        conn.row_factory = None


def attempt(stock, *args):
    try:
        stock.move(*args)
    except OutOfStock as error:
        return f"out of stock: {error}"
    except KeyError as error:
        return f"unknown: {error}"
    return "moved"


def add_once(stock, name, price):
    try:
        return stock.add(name, price)
    except sqlite3.IntegrityError as error:
        return f"{type(error).__name__}: {error}"


def half_done(conn):
    cur = conn.cursor()
    cur.execute("INSERT INTO product (name, price) VALUES ('half', 1)")
    before = conn.in_transaction
    conn.rollback()
    cur.execute("INSERT INTO product (name, price) VALUES ('whole', 2)")
    conn.commit()
    return before, conn.in_transaction, conn.total_changes > 0


def main():
    with contextlib.closing(sqlite3.connect(PATH, timeout=10, detect_types=sqlite3.PARSE_DECLTYPES)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        conn.create_function("euro", 1, price_of, deterministic=True)
        conn.create_function("currency", 0, currency)
        CURRENCY.set("EUR")
        print(conn.execute("SELECT currency()").fetchone())
        stock = Stock(conn)
        stock.create()
        print("first", stock.add("tea", 2.5, 10))
        print("twice", add_once(stock, "tea", 3))
        print("negative", add_once(stock, "air", -1))
        print("loaded", load(stock, ["milk;1.2", "bread;3.4", "butter;2.1"]))
        print(attempt(stock, "tea", -3, "sold"), attempt(stock, "tea", -30), attempt(stock, "gold", 1))
        print(attempt(stock, "milk", 7, None))
        print([product.name for product in stock.all() if product.stock])
        print(stock.totals(), round(stock.value(), 2))
        print([page for page in in_pages(conn, 3)])
        print(dictionaries(conn))
        print(half_done(conn))
        found = stock.find("bread")
        print(found, stock.find("gold"))
        with contextlib.suppress(sqlite3.OperationalError):
            conn.execute("SELECT * FROM nothing")
            print("unreachable")
        print([line for line in conn.iterdump() if line.startswith("INSERT")])
        conn.row_factory = sqlite3.Row
        row = conn.execute("SELECT * FROM product WHERE name = 'tea'").fetchone()
        print(row["price"], row.keys(), len(row))
        with contextlib.closing(sqlite3.connect(":memory:")) as copy:
            conn.backup(copy)
            print(copy.execute("SELECT count(*) FROM movement").fetchone())
    return 0


if __name__ == "__main__":
    sys.exit(main())
