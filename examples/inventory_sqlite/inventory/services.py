"""What people do with the stock. Each method is one transaction."""

import logging

from .db import savepoint
from .errors import InventoryError, NotFound
from .models import Product, Warehouse
from .repositories import ProductRepository, StockRepository, WarehouseRepository

log = logging.getLogger(__name__)


class InventoryService:
    def __init__(self, conn):
        self.conn = conn
        self.products = ProductRepository(conn)
        self.warehouses = WarehouseRepository(conn)
        self.stock = StockRepository(conn)

    def add_product(self, sku: str, name: str, price_cents: int) -> Product:
        with self.conn:
            return self.products.add(sku.strip().upper(), name, price_cents)

    def add_warehouse(self, name: str) -> Warehouse:
        with self.conn:
            return self.warehouses.add(name)

    def remove_product(self, sku: str) -> None:
        with self.conn:
            self.products.delete(sku)

    def _locate(self, sku, warehouse_name):
        return self.products.get(sku), self.warehouses.get(warehouse_name)

    def receive(self, sku: str, warehouse: str, quantity: int) -> int:
        if quantity <= 0:
            raise ValueError("quantity must be positive")
        with self.conn:
            left = self.stock.change(*self._locate(sku, warehouse), quantity)
        log.info("received %d of %s in %s", quantity, sku, warehouse)
        return left

    def ship(self, sku: str, warehouse: str, quantity: int) -> int:
        if quantity <= 0:
            raise ValueError("quantity must be positive")
        product, place = self._locate(sku, warehouse)
        with self.conn:
            return self.stock.change(product, place, -quantity)

    def transfer(self, sku: str, source: str, target: str, quantity: int) -> None:
        """Move stock between two warehouses: both or neither."""
        product = self.products.get(sku)
        with self.conn:
            self.stock.change(product, self.warehouses.get(target), quantity)
            self.stock.change(product, self.warehouses.get(source), -quantity)

    def level(self, sku: str, warehouse: str | None = None) -> int:
        place = self.warehouses.get(warehouse) if warehouse else None
        return self.stock.quantity(self.products.get(sku), place)

    def receive_many(self, lines: list[tuple[str, str, int]]) -> list[str]:
        """Book a delivery; lines that can't be booked are left out and returned as messages."""
        problems = []
        with self.conn:
            for sku, warehouse, quantity in lines:
                try:
                    with savepoint(self.conn, "line"):
                        product, place = self._locate(sku, warehouse)
                        self.stock.change(product, place, quantity)
                except InventoryError as error:
                    problems.append(f"{sku}: {error}")
        return problems

    def is_known(self, sku: str) -> bool:
        try:
            self.products.get(sku)
        except NotFound:
            return False
        else:
            return True

    def busiest(self, limit: int = 3) -> list[str]:
        moves = {product.sku: sum(1 for _ in self.stock.history(product)) for product in self.products.all()}
        return sorted(moves, key=lambda sku: (-moves[sku], sku))[:limit]
