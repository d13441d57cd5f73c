"""A shop's orders in MariaDB."""
from contextlib import closing

import pymysql
from pymysql import cursors
from pymysql.constants import CLIENT, ER
from pymysql.err import IntegrityError


def connect(**options) -> pymysql.connections.Connection:
    return pymysql.connect(
        host="db",
        user="shop",
        passwd="secret",
        database="shop",
        cursorclass=cursors.DictCursor,
        client_flag=CLIENT.FOUND_ROWS,
        read_timeout=5,
        ssl={"ca": "ca.pem"},
    )


class Orders:
    def __init__(self, conn: pymysql.connections.Connection):
        self.conn = conn

    def add(self, customer):
        cur = self.conn.cursor()
        try:
            cur.execute("INSERT INTO orders (customer) VALUES (%s)", (customer,))
            self.conn.commit()
            return cur.lastrowid
        except IntegrityError as error:
            self.conn.rollback()
            return None if error.args[0] == ER.DUP_ENTRY else -1
        finally:
            cur.close()

    def of(self, customers, cursor_class=None):
        with self.conn.cursor(cursor_class) as cur:
            cur.execute("SELECT * FROM orders WHERE customer IN %s", (tuple(customers),))
            return list(cur)

    def stream(self):
        with self.conn.cursor(cursor=cursors.SSCursor) as cur:
            cur.execute("SELECT number FROM orders")
            yield from cur


def check(conn):
    try:
        conn.ping(reconnect=False)
    except pymysql.MySQLError:
        return False
    return conn.open


def main():
    conn = connect()
    try:
        orders = Orders(conn)
        print(orders.add("ann"), orders.of(["ann"]), list(orders.stream()), check(conn))
    finally:
        conn.close()
    with closing(pymysql.connect(host="db")) as other, other.cursor() as cur:
        cur.execute("SELECT 1")
        print(cur.fetchone())


if __name__ == "__main__":
    main()
