"""Queries over several tables. They read only, and work on any connection."""

from psycopg2.extras import DictCursor, RealDictCursor

REVENUE = """
    SELECT c.email, count(DISTINCT o.id) AS orders, sum(l.quantity * l.price_cents) AS cents
    FROM customers c
    JOIN orders o ON o.customer_id = c.id
    JOIN order_lines l ON l.order_id = o.id
    WHERE o.status = 'paid'
    GROUP BY c.email
    ORDER BY cents DESC, c.email
"""


def iter_orders(conn, status=None):
    """Yield (id, email, status, total) of the orders."""
    with conn.cursor() as cur:
        cur.execute(
            """
            SELECT o.id, c.email, o.status, sum(l.quantity * l.price_cents)
            FROM orders o
            JOIN customers c ON c.id = o.customer_id
            JOIN order_lines l ON l.order_id = o.id
            WHERE %(status)s::text IS NULL OR o.status = %(status)s
            GROUP BY o.id, c.email
            ORDER BY o.id
            """,
            {"status": status},
        )
        for row in cur:
            yield row


def stream_lines(conn, batch=500):
    """Yield all order lines as dicts, without ever holding all of them."""
    with conn.cursor(name="order_lines_export", cursor_factory=RealDictCursor) as cur:
        cur.itersize = batch
        cur.execute("""
            SELECT o.id AS order_id, o.status, l.sku, l.quantity, l.price_cents
            FROM orders o JOIN order_lines l ON l.order_id = o.id
            ORDER BY o.id, l.sku
            """)
        yield from cur


def revenue(conn):
    with conn.cursor(cursor_factory=DictCursor) as cur:
        cur.execute(REVENUE)
        return {row["email"]: (row["orders"], int(row["cents"])) for row in cur.fetchall()}


def best_sellers(conn, limit=3):
    cur = conn.cursor()
    try:
        cur.execute(
            "SELECT sku, sum(quantity) FROM order_lines GROUP BY sku ORDER BY 2 DESC, 1 LIMIT %s", [limit]
        )
        return [(sku, int(sold)) for sku, sold in cur]
    finally:
        cur.close()
