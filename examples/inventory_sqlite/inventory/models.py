"""The things we store."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Product:
    id: int
    sku: str
    name: str
    price_cents: int

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Product":
        return cls(row["id"], row["sku"], row["name"], row["price_cents"])

    @property
    def price(self) -> str:
        return f"{self.price_cents / 100:.2f}"


@dataclass(frozen=True)
class Warehouse:
    id: int
    name: str

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Warehouse":
        return cls(row["id"], row["name"])


@dataclass(frozen=True)
class Movement:
    sku: str
    warehouse: str
    quantity: int
    moved_at: datetime

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Movement":
        return cls(row["sku"], row["warehouse"], row["quantity"], datetime.fromisoformat(row["moved_at"]))


@dataclass(frozen=True)
class StockLine:
    sku: str
    name: str
    warehouse: str
    quantity: int
    value_cents: int
