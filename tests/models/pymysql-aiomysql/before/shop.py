"""A shop's orders in MariaDB."""
from contextlib import closing, contextmanager

import pymysql
import pymysql.cursors
from pymysql.constants import CLIENT, ER
from pymysql.cursors import DictCursor, SSCursor
from pymysql.err import IntegrityError


def connect(database, **options) -> pymysql.connections.Connection:
    return pymysql.connect(
        host="db.example.org",
        user="shop",
        passwd="secret",
        database=database,
        charset="utf8mb4",
        cursorclass=pymysql.cursors.DictCursor,
        client_flag=CLIENT.FOUND_ROWS,
        max_allowed_packet=2**24,
        **options,
    )


class Orders:
    def __init__(self, conn: pymysql.connections.Connection):
        self.conn = conn

    def add(self, customer, lines):
        self.conn.begin()
        try:
            with self.conn.cursor() as cur:
                cur.execute("INSERT INTO `order` (customer) VALUES (%s)", (customer,))
                number = cur.lastrowid
                cur.executemany("INSERT INTO line VALUES (%s, %s, %s)", [(number, *line) for line in lines])
        except IntegrityError as error:
            self.conn.rollback()
            if error.args[0] == ER.DUP_ENTRY:
                return None
            raise
        self.conn.commit()
        return number

    def of(self, customers):
        with self.conn.cursor(cursor=DictCursor) as cur:
            cur.execute("SELECT * FROM `order` WHERE customer IN %s", (customers,))
            return {row["number"]: row for row in cur}

    def stream(self):
        cur = self.conn.cursor(SSCursor)
        cur.execute("SELECT number, sku FROM line ORDER BY number")
        for row in cur.fetchall_unbuffered():
            yield row
        cur.close()

    def query(self, sql, args=None, cursor_class=None):
        cur = self.conn.cursor(cursor_class)
        try:
            cur.execute(sql, args)
            first = next(cur, None)
            return first, list(cur), cur.rowcount
        finally:
            cur.close()


class Log(pymysql.cursors.Cursor):
    """A cursor that prints what it executes."""

    def execute(self, query, args=None):
        print(self.mogrify(query, args))
        return super().execute(query, args)


@contextmanager
def transaction(conn):
    conn.begin()
    try:
        yield conn
        conn.commit()
    except pymysql.Error:
        conn.rollback()
        raise


def is_alive(conn):
    conn.ping(reconnect=True)
    return conn.open and conn.get_autocommit()


def main():
    conn = connect("shop", connect_timeout=3)
    try:
        orders = Orders(conn)
        print(orders.add("ann", [("tea", 3)]), orders.of(["ann", "bob"]))
        print(list(orders.stream()), orders.query("SELECT 1"))
        with transaction(conn), conn.cursor(Log) as cur:
            cur.callproc("restock", ("tea", 3))
            while cur.nextset():
                print(cur.fetchall())
        conn.autocommit(True)
        conn.select_db("archive")
        print(is_alive(conn), conn.escape("it's"), conn.thread_id())
    finally:
        conn.close()
    with connect("archive") as archive:
        archive.cursor().execute("DELETE FROM `order`")
        archive.commit()
    with closing(pymysql.connect(read_default_file="~/.my.cnf")) as other:
        other.ping()


if __name__ == "__main__":
    main()
