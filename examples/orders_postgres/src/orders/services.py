"""What the shop does, one method per use case."""

import csv
import logging
from collections.abc import Iterator
from typing import Any, TextIO

import psycopg2

from . import queries
from .config import Settings
from .db import Database, connect, transaction
from .errors import InvalidOrder, OrderError, Unavailable
from .models import Customer, Line, Order, Status
from .repositories import CustomerRepository, OrderRepository
from .retry import retry

log = logging.getLogger(__name__)


class OrderService:
    def __init__(self, database: Database) -> None:
        self.database = database

    def register(self, email: str, name: str) -> Customer:
        if "@" not in email:
            raise OrderError(f"{email!r} is not an e-mail address")
        return CustomerRepository(self.database.connection()).add(email.lower(), name)

    def place(self, email: str, lines: list[Line]) -> Order:
        conn = self.database.connection()
        customer = CustomerRepository(conn).by_email(email)
        orders = OrderRepository(conn)
        with transaction(conn) as cur:
            order_id = orders.add(cur, customer, lines)
        log.info("order %d placed by %s", order_id, customer.email)
        return orders.get(order_id)

    @retry(attempts=5, delay=0.01)
    def pay(self, order_id: int) -> Order:
        orders = OrderRepository(self.database.connection())
        orders.set_status(order_id, Status.PAID)
        return orders.get(order_id)

    def cancel(self, order_id: int) -> None:
        orders = OrderRepository(self.database.connection())
        order = orders.get(order_id)
        if order.status is Status.PAID:
            raise InvalidOrder(f"order {order_id} is paid already")
        orders.set_status(order_id, Status.CANCELLED)

    def open_orders(self) -> list[Order]:
        return OrderRepository(self.database.connection()).with_status(Status.OPEN)

    def merge_customers(self, keep: str, drop: str) -> int:
        """Give the orders of one customer to another one; return how many."""
        return self.database.in_transaction(self._merge, keep, drop)

    def _merge(self, conn, keep, drop):
        customers = CustomerRepository(conn)
        winner, loser = customers.by_email(keep), customers.by_email(drop)
        with conn.cursor() as cur:
            cur.execute("UPDATE orders SET customer_id = %s WHERE customer_id = %s", (winner.id, loser.id))
            moved = cur.rowcount
            cur.execute("DELETE FROM customers WHERE id = %s", (loser.id,))
        return moved

    def clean_up(self) -> int:
        return self.database.in_transaction(purge_cancelled)


def purge_cancelled(conn):
    cur = conn.cursor()
    deleted = OrderRepository(conn).delete_cancelled(cur)
    cur.close()
    return deleted


class ReportService:
    def __init__(self, settings: Settings, conn: psycopg2.extensions.connection) -> None:
        self.settings = settings
        self.conn = conn

    def orders(self, status: str | None = None) -> Iterator[tuple[Any, ...]]:
        for order_id, email, state, cents in queries.iter_orders(self.conn, status):
            yield order_id, email, Status(state), int(cents)

    def summary(self) -> dict[str, Any]:
        revenue = queries.revenue(self.conn)
        return {
            "customers": len(revenue),
            "cents": sum(cents for _, cents in revenue.values()),
            "best_sellers": queries.best_sellers(self.conn),
        }

    def export(self, out: TextIO) -> int:
        writer = csv.DictWriter(
            out, ["order_id", "status", "sku", "quantity", "price_cents"], lineterminator="\n"
        )
        writer.writeheader()
        count = 0
        for count, row in enumerate(queries.stream_lines(self.conn, self.settings.export_batch), start=1):
            writer.writerow(row)
        return count

    def slow_report(self, seconds: float) -> float:
        """Keep the server busy on a connection of its own, as the yearly report does."""
        conn = connect(self.settings)
        try:
            with conn.cursor() as cur:
                cur.execute("SELECT pg_sleep(%s)", (seconds,))
            return seconds
        except psycopg2.OperationalError as error:
            raise Unavailable("the report was interrupted") from error
        finally:
            conn.close()
