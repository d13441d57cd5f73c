"""A shop's orders in MySQL."""
from contextlib import closing

import MySQLdb
import MySQLdb.cursors
from MySQLdb.connections import Connection
from MySQLdb.constants import CLIENT, ER
from MySQLdb.cursors import DictCursor, SSCursor


def connect():
    return MySQLdb.connect(
        "db", "shop", "secret", "shop",
        charset="utf8mb4", cursorclass=MySQLdb.cursors.DictCursor, client_flag=CLIENT.FOUND_ROWS, multi_statements=True,
    )  # fmt: skip


class Orders:
    def __init__(self, conn: Connection):
        self.conn = conn

    def add(self, customer):
        cur = self.conn.cursor()
        try:
            cur.execute("INSERT INTO orders (customer) VALUES (%s)", [customer])
            self.conn.commit()
            return cur.lastrowid
        except MySQLdb.IntegrityError as error:
            self.conn.rollback()
            return None if error.args[0] == ER.DUP_ENTRY else -1
        finally:
            cur.close()

    def all(self):
        with self.conn.cursor(cursorclass=DictCursor) as cur:
            cur.execute("SELECT * FROM orders")
            return [row["number"] for row in cur]

    def stream(self):
        cur = self.conn.cursor(SSCursor)
        cur.execute("SELECT number FROM orders")
        while True:
            rows = cur.fetchmany(100)
            if not rows:
                break
            yield from rows
        cur.close()


def main():
    conn = connect()
    try:
        orders = Orders(conn)
        print(orders.add("ann"), orders.all(), list(orders.stream()))
        conn.autocommit(on=True)
        conn.ping()
        print(bool(conn.open), MySQLdb.Date(2024, 5, 6))
    finally:
        conn.close()
    with closing(MySQLdb.connect(host="db", passwd="secret", db="shop")) as other:
        other.select_db("archive")


if __name__ == "__main__":
    main()
