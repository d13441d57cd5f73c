"""Reading and writing single tables."""

from typing import Any

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection
from psycopg2.extras import RealDictCursor, execute_batch

from .errors import AlreadyExists, InvalidOrder, NotFound
from .models import Customer, Line, Order, Status
from .retry import retry


class BaseRepository:
    table: str = ""

    def __init__(self, conn: connection) -> None:
        self.conn = conn

    def _one(self, query: str, params: tuple[Any, ...]) -> dict[str, Any] | None:
        with self.conn.cursor(cursor_factory=RealDictCursor) as cur:
            cur.execute(query, params)
            return cur.fetchone()

    def _many(self, query: str, params: tuple[Any, ...] = ()) -> list[Any]:
        with self.conn.cursor(cursor_factory=RealDictCursor) as cur:
            cur.execute(query, params)
            return [self._build(row) for row in cur]

    def _build(self, row: dict[str, Any]) -> Any:
        return dict(row)

    @retry
    def get(self, id: int) -> Any:
        row = self._one(f"SELECT * FROM {self.table} WHERE id = %s", (id,))
        if row is None:
            raise NotFound(f"{self.table}: no row {id}")
        return self._build(row)

    def count(self, **filters: Any) -> int:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(self.table))
        if filters:
            conditions = [
                sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in filters
            ]
            query += sql.SQL(" WHERE ") + sql.SQL(" AND ").join(conditions)
        with self.conn.cursor() as cur:
            cur.execute(query, filters)
            return cur.fetchone()[0]


class CustomerRepository(BaseRepository):
    table = "customers"

    def _build(self, row: dict[str, Any]) -> Customer:
        return Customer(**row)

    def add(self, email: str, name: str) -> Customer:
        try:
            with self.conn, self.conn.cursor() as cur:
                cur.execute("INSERT INTO customers (email, name) VALUES (%s, %s) RETURNING id", (email, name))
                return Customer(cur.fetchone()[0], email, name)
        except errors.UniqueViolation as error:
            raise AlreadyExists(f"{email} is a customer already") from error

    @retry(attempts=2)
    def by_email(self, email: str) -> Customer:
        row = self._one("SELECT * FROM customers WHERE email = %s", (email,))
        if row is None:
            raise NotFound(f"no customer {email}")
        return self._build(row)

    def search(self, text: str) -> list[Customer]:
        return self._many("SELECT * FROM customers WHERE name ILIKE %s ORDER BY name", (f"%{text}%",))


class OrderRepository(BaseRepository):
    table = "orders"

    def _build(self, row: dict[str, Any]) -> Order:
        return Order(row["id"], row["customer_id"], Status(row["status"]), row["placed_at"])

    def get(self, id: int) -> Order:
        order = super().get(id)
        lines = self.lines([order.id])
        return Order(order.id, order.customer_id, order.status, order.placed_at, lines[order.id])

    def lines(self, order_ids: list[int]) -> dict[int, list[Line]]:
        found: dict[int, list[Line]] = {order_id: [] for order_id in order_ids}
        cur = self.conn.cursor()
        cur.execute(
            "SELECT order_id, sku, quantity, price_cents FROM order_lines WHERE order_id = ANY(%s) ORDER BY sku",
            (order_ids,),
        )
        for order_id, sku, quantity, price_cents in cur:
            found[order_id].append(Line(sku, quantity, price_cents))
        cur.close()
        return found

    def add(self, cur, customer: Customer, lines: list[Line]) -> int:
        """Part of the caller's transaction, hence its cursor."""
        if not lines:
            raise InvalidOrder("an order needs at least one line")
        cur.execute("INSERT INTO orders (customer_id) VALUES (%s) RETURNING id", (customer.id,))
        order_id = cur.fetchone()[0]
        try:
            execute_batch(
                cur,
                "INSERT INTO order_lines (order_id, sku, quantity, price_cents) VALUES (%s, %s, %s, %s)",
                [(order_id, line.sku, line.quantity, line.price_cents) for line in lines],
            )
        except psycopg2.IntegrityError as error:
            raise InvalidOrder(f"order for {customer.email}: {error.diag.message_primary}") from error
        return order_id

    def set_status(self, order_id: int, status: Status) -> None:
        try:
            with self.conn.cursor() as cur:
                cur.execute(
                    "UPDATE orders SET status = %s WHERE id = %s AND status = 'open'",
                    (status.value, order_id),
                )
                changed = cur.rowcount
            self.conn.commit()
        except psycopg2.Error:
            self.conn.rollback()
            raise
        if not changed:
            raise InvalidOrder(f"order {order_id} is not open")

    def with_status(self, status: Status) -> list[Order]:
        return self._many("SELECT * FROM orders WHERE status = %s ORDER BY id", (status.value,))

    def delete_cancelled(self, cur) -> int:
        cur.execute("DELETE FROM orders WHERE status = %s", (Status.CANCELLED.value,))
        return cur.rowcount
