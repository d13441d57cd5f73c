"""Reading the stock back, for people and for spreadsheets."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TextIO

from .models import StockLine

STOCK_LINES = """
    SELECT p.sku, p.name, w.name AS warehouse, s.quantity, s.quantity * p.price_cents AS value_cents
    FROM stock s JOIN product p ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id
    ORDER BY p.sku, w.name
"""


def stream_stock(conn: sqlite3.Connection) -> Iterator[StockLine]:
    """Yield the lines one by one: the table may be larger than memory."""
    with closing(conn.cursor()) as cur:
        cur.execute(STOCK_LINES)
        for row in cur:
            yield StockLine(**dict(row))


def low_stock(conn: sqlite3.Connection, threshold: int) -> list[StockLine]:
    return [line for line in stream_stock(conn) if line.quantity < threshold]


def value_by_warehouse(conn):
    query = """
        SELECT w.name, COALESCE(SUM(s.quantity * p.price_cents), 0)
        FROM warehouse w
        LEFT JOIN stock s ON s.warehouse_id = w.id
        LEFT JOIN product p ON p.id = s.product_id
        GROUP BY w.id
    """
    return {name: cents for name, cents in conn.execute(query)}


def total_value(conn: sqlite3.Connection) -> int:
    return sum(value_by_warehouse(conn).values())


def write_csv(conn: sqlite3.Connection, out: TextIO) -> int:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["sku", "name", "warehouse", "quantity", "value"])
    count = 0
    for line in stream_stock(conn):
        writer.writerow([line.sku, line.name, line.warehouse, line.quantity, f"{line.value_cents / 100:.2f}"])
        count += 1
    return count


def page_of_products(conn, page, size=20):
    """One page of the price list and whether there is another one."""
    with closing(conn.execute("SELECT sku, name FROM product ORDER BY sku")) as cur:
        for _ in range(page):
            cur.fetchmany(size)
        rows = cur.fetchmany(size)
        has_more = cur.fetchone() is not None
    return [f"{row['sku']}  {row['name']}" for row in rows], has_more
