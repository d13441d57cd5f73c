"""Orders in MySQL, through Oracle's own driver."""
from contextlib import closing

import mysql.connector
from mysql.connector import Error, errorcode, pooling
from mysql.connector.connection import MySQLConnection
from mysql.connector.cursor import MySQLCursorDict

CONFIG = {"host": "db", "user": "shop", "password": "secret", "database": "shop"}

POOL = pooling.MySQLConnectionPool(pool_name="shop", pool_size=3, **CONFIG)


class Orders:
    def __init__(self, cnx: MySQLConnection):
        self.cnx = cnx

    def add(self, customer, lines):
        self.cnx.start_transaction()
        cursor = self.cnx.cursor()
        try:
            cursor.execute("INSERT INTO orders (customer) VALUES (%s)", (customer,))
            number = cursor.lastrowid
            cursor.executemany("INSERT INTO line VALUES (%s, %s, %s)", [(number, *line) for line in lines])
            self.cnx.commit()
        except Error as error:
            self.cnx.rollback()
            if error.errno == errorcode.ER_DUP_ENTRY:
                return None
            raise
        finally:
            cursor.close()
        return number

    def of(self, customer):
        with self.cnx.cursor(dictionary=True) as cursor:
            cursor.execute("SELECT * FROM orders WHERE customer = %(who)s", {"who": customer})
            return {row["number"]: row for row in cursor}

    def lines(self):
        with self.cnx.cursor(cursor_class=MySQLCursorDict) as cursor:
            cursor.execute("SELECT * FROM line")
            yield from cursor

    def report(self):
        cursor = self.cnx.cursor(buffered=True)
        cursor.callproc("report", (1,))
        results = [result.fetchall() for result in cursor.stored_results()]
        cursor.execute("SELECT sku FROM line")
        for (sku,) in cursor:
            results.append(sku)
        return results, list(cursor), sorted(cursor)


def settings(cnx):
    cnx.autocommit = True
    cnx.database = "archive"
    if not cnx.is_connected():
        cnx.reconnect(attempts=3, delay=1)
    return cnx.autocommit, cnx.in_transaction, cnx.get_server_info()


def count():
    with closing(POOL.get_connection()) as cnx:
        cursor = cnx.cursor()
        cursor.execute("SELECT COUNT(*) FROM orders")
        (found,) = cursor.fetchone()
        return found


def main():
    cnx = mysql.connector.connect(**CONFIG)
    try:
        orders = Orders(cnx)
        print(orders.add("ann", [("tea", 3)]), orders.of("ann"), list(orders.lines()), orders.report())
    finally:
        cnx.close()
    with mysql.connector.connect(host="db", db="shop", passwd="secret", use_pure=True) as other:
        print(settings(other))
    direct = MySQLConnection(host="db")
    direct.close()
    print(count())


if __name__ == "__main__":
    main()
