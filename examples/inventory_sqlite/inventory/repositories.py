"""One class per table; nothing else in the application writes SQL for these tables."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from .errors import Duplicate, NotFound, OutOfStock
from .models import Movement, Product, Warehouse


class Repository:
    table = ""
    key = "id"

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def from_row(self, row: sqlite3.Row) -> Any:
        raise NotImplementedError

    def count(self) -> int:
        return self.conn.execute(f"SELECT COUNT(*) FROM {self.table}").fetchone()[0]

    def find(self, value: object) -> Any | None:
        row = self.conn.execute(f"SELECT * FROM {self.table} WHERE {self.key} = ?", (value,)).fetchone()
        return self.from_row(row) if row else None

    def get(self, value: object) -> Any:
        found = self.find(value)
        if found is None:
            raise NotFound(self.table, value)
        return found

    def all(self) -> list[Any]:
        rows = self.conn.execute(f"SELECT * FROM {self.table} ORDER BY {self.key}")
        return [self.from_row(row) for row in rows]

    def delete(self, value: object) -> None:
        cursor = self.conn.execute(f"DELETE FROM {self.table} WHERE {self.key} = ?", (value,))
        if cursor.rowcount == 0:
            raise NotFound(self.table, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.table}>"


class NamedRepository(Repository):
    """Rows that people look up by a name of their own."""

    def ids_by_name(self) -> dict[str, int]:
        return {row[self.key]: row["id"] for row in self.conn.execute(f"SELECT * FROM {self.table}")}

    def _insert(self, sql: str, values: tuple[object, ...]) -> int:
        try:
            cursor = self.conn.execute(sql, values)
        except sqlite3.IntegrityError as error:
            raise Duplicate(f"{self.table} {values[0]!r}: {error}") from error
        return cursor.lastrowid


class ProductRepository(NamedRepository):
    table = "product"
    key = "sku"

    def from_row(self, row: sqlite3.Row) -> Product:
        return Product.from_row(row)

    def add(self, sku: str, name: str, price_cents: int) -> Product:
        product_id = self._insert(
            "INSERT INTO product (sku, name, price_cents) VALUES (?, ?, ?)", (sku, name, price_cents)
        )
        return Product(product_id, sku, name, price_cents)

    def get(self, value: object) -> Product:
        if isinstance(value, str):
            value = value.strip().upper()
        return super().get(value)

    def delete(self, value: object) -> None:
        product = self.get(value)
        super().delete(product.sku)

    def search(self, text: str) -> list[Product]:
        cur = self.conn.cursor()
        cur.execute("SELECT * FROM product WHERE name LIKE ? ORDER BY name", (f"%{text}%",))
        found = [self.from_row(row) for row in cur.fetchall()]
        cur.close()
        return found

    def reprice(self, factor: float) -> int:
        prices = [
            (round(row["price_cents"] * factor), row["id"])
            for row in self.conn.execute("SELECT id, price_cents FROM product").fetchall()
        ]
        with self.conn:
            self.conn.executemany("UPDATE product SET price_cents = ? WHERE id = ?", prices)
        return len(prices)


class WarehouseRepository(NamedRepository):
    table = "warehouse"
    key = "name"

    def from_row(self, row: sqlite3.Row) -> Warehouse:
        return Warehouse.from_row(row)

    def add(self, name: str) -> Warehouse:
        return Warehouse(self._insert("INSERT INTO warehouse (name) VALUES (?)", (name,)), name)


class StockRepository:
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def quantity(self, product: Product, warehouse: Warehouse | None = None) -> int:
        sql = "SELECT COALESCE(SUM(quantity), 0) FROM stock WHERE product_id = ?"
        args: tuple[int, ...] = (product.id,)
        if warehouse is not None:
            sql += " AND warehouse_id = ?"
            args += (warehouse.id,)
        (total,) = self.conn.execute(sql, args).fetchone()
        return total

    def change(self, product: Product, warehouse: Warehouse, by: int) -> int:
        available = self.quantity(product, warehouse)
        if available + by < 0:
            raise OutOfStock(product.sku, -by, available)
        self.conn.execute(
            (
                """
            INSERT INTO stock (product_id, warehouse_id, quantity) VALUES (?, ?, ?)
            ON CONFLICT (product_id, warehouse_id) DO UPDATE SET quantity = quantity + excluded.quantity
            """
                if by > 0
                else "UPDATE stock SET quantity = quantity + ?3 WHERE product_id = ?1 AND warehouse_id = ?2"
            ),
            (product.id, warehouse.id, by),
        )
        self.conn.execute(
            "INSERT INTO movement (product_id, warehouse_id, quantity, moved_at) VALUES (?, ?, ?, ?)",
            (product.id, warehouse.id, by, datetime.now(timezone.utc).isoformat()),
        )
        return available + by

    def history(self, product: Product) -> Iterator[Movement]:
        cursor = self.conn.execute(
            """
            SELECT p.sku, w.name AS warehouse, m.quantity, m.moved_at
            FROM movement m JOIN product p ON p.id = m.product_id JOIN warehouse w ON w.id = m.warehouse_id
            WHERE p.id = ? ORDER BY m.id
            """,
            (product.id,),
        )
        for row in cursor:
            yield Movement.from_row(row)
