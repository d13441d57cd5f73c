"""Customers, orders and their lines."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Status(str, Enum):
    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Customer:
    id: int
    email: str
    name: str


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int
    price_cents: int

    @classmethod
    def parse(cls, text: str) -> "Line":
        """TEA:2:350 is two of TEA at 3.50 each."""
        try:
            sku, quantity, price = text.split(":")
            return cls(sku, int(quantity), int(price))
        except ValueError:
            raise ValueError(f"{text!r} is not SKU:QUANTITY:CENTS") from None

    @property
    def total_cents(self) -> int:
        return self.quantity * self.price_cents


@dataclass(frozen=True)
class Order:
    id: int
    customer_id: int
    status: Status
    placed_at: datetime
    lines: list[Line] = field(default_factory=list)

    @property
    def total_cents(self) -> int:
        return sum(line.total_cents for line in self.lines)
