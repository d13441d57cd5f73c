"""A cinema's bookings in MariaDB: what people do with mysql.connector, in one program."""

import contextlib
import datetime
import os
import warnings
from decimal import Decimal
from typing import Dict, Iterator, List, Optional
from urllib.parse import urlsplit

import mysql.connector
from mysql.connector import Error, errorcode, pooling
from mysql.connector.errors import IntegrityError, ProgrammingError

URL = urlsplit(os.environ["DATABASE_URL"])
CONFIG = {
    "host": URL.hostname,
    "port": URL.port,
    "user": URL.username,
    "password": URL.password or "",
    "database": URL.path[1:],
    "charset": "utf8mb4",
    "collation": "utf8mb4_general_ci",
    "ssl_disabled": True,
}

TABLES = {
    "film": (
        "CREATE TABLE film (id INT AUTO_INCREMENT PRIMARY KEY, title VARCHAR(100) NOT NULL UNIQUE,"
        " price DECIMAL(6, 2) NOT NULL, starts DATETIME, poster BLOB) ENGINE=InnoDB"
    ),
    "seat": (
        "CREATE TABLE seat (film_id INT NOT NULL, number INT NOT NULL, guest VARCHAR(50),"
        " PRIMARY KEY (film_id, number), FOREIGN KEY (film_id) REFERENCES film (id)) ENGINE=InnoDB"
    ),
    "log": "CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(200)) ENGINE=InnoDB",
}
PROCEDURE = """
CREATE PROCEDURE free_seats (IN film INT, OUT free INT) BEGIN
    SELECT number FROM seat WHERE film_id = film AND guest IS NULL ORDER BY number;
    SELECT COUNT(*) INTO free FROM seat WHERE film_id = film AND guest IS NULL;
END
"""

POOL = pooling.MySQLConnectionPool(pool_name="cinema", pool_size=2, **CONFIG)


class SoldOut(Exception):
    """No seat is free."""


@contextlib.contextmanager
def cursor_of(cnx, **options):
    cursor = cnx.cursor(**options)
    try:
        yield cursor
        cnx.commit()
    except Exception:
        cnx.rollback()
        raise
    finally:
        cursor.close()


class Films:
    def __init__(self, cnx):
        self.cnx = cnx

    def add(self, title, price, starts=None) -> Optional[int]:
        cursor = self.cnx.cursor()
        try:
            cursor.execute(
                "INSERT INTO film (title, price, starts) VALUES (%(title)s, %(price)s, %(starts)s)",
                {"title": title, "price": Decimal(price), "starts": starts},
            )
            self.cnx.commit()
            return cursor.lastrowid
        except IntegrityError as error:
            self.cnx.rollback()
            print("refused:", error.errno == errorcode.ER_DUP_ENTRY, error.sqlstate, error.msg[:15])
            return None
        finally:
            cursor.close()

    def seats(self, film: int, count: int) -> int:
        with cursor_of(self.cnx) as cursor:
            cursor.executemany("INSERT INTO seat (film_id, number) VALUES (%s, %s)", [(film, n) for n in range(count)])
            return cursor.rowcount

    def all(self) -> Iterator[Dict]:
        with self.cnx.cursor(dictionary=True) as cursor:
            cursor.execute("SELECT id, title, price, starts FROM film ORDER BY title")
            for row in cursor:
                yield row

    def titles(self) -> Dict[int, str]:
        cursor = self.cnx.cursor()
        cursor.execute("SELECT id, title FROM film ORDER BY id")
        found = {number: title for number, title in cursor}
        print(cursor.column_names, cursor.rowcount, cursor.with_rows)
        cursor.close()
        return found

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.cnx.close()


class Bookings:
    def __init__(self, films: Films):
        self.films = films
        self.cnx = films.cnx

    def book(self, film: int, guest: str) -> int:
        if self.cnx.in_transaction:
            self.cnx.rollback()
        self.cnx.start_transaction(isolation_level="READ COMMITTED")
        try:
            cursor = self.cnx.cursor(buffered=True)
            cursor.execute(
                "SELECT number FROM seat WHERE film_id = %s AND guest IS NULL ORDER BY number LIMIT 1 FOR UPDATE", (film,)
            )
            row = cursor.fetchone()
            if row is None:
                raise SoldOut(film)
            cursor.execute("UPDATE seat SET guest = %s WHERE film_id = %s AND number = %s", (guest, film, row[0]))
            cursor.execute("INSERT INTO log (text) VALUES (%s)", (f"{guest}: {row[0]}",))
            cursor.close()
            self.cnx.commit()
            return row[0]
        except SoldOut:
            print("in transaction:", self.cnx.in_transaction)
            self.cnx.rollback()
            raise

    def free(self, film: int):
        cursor = self.cnx.cursor()
        args = cursor.callproc("free_seats", (film, 0))
        with warnings.catch_warnings():  # there is nothing else yet
            warnings.simplefilter("ignore", DeprecationWarning)
            numbers = [result.fetchall() for result in cursor.stored_results()]
        cursor.close()
        return args[1], numbers

    def guests(self):
        cursor = self.cnx.cursor()
        cursor.execute("SELECT guest FROM seat WHERE guest IS NOT NULL ORDER BY film_id, number")
        yield from cursor
        cursor.close()


def create(cnx):
    cursor = cnx.cursor()
    for name, statement in TABLES.items():
        try:
            cursor.execute(statement)
        except Error as error:
            print(name, error.errno)
    cursor.execute(PROCEDURE)
    cursor.close()


def errors(cnx):
    for statement in ("SELEC 1", "SELECT * FROM nowhere", "INSERT INTO seat VALUES (99, 1, NULL)"):
        cursor = cnx.cursor()
        try:
            cursor.execute(statement)
        except ProgrammingError as error:
            print("programming", error.errno, error.sqlstate)
        except mysql.connector.Error as error:
            print(type(error).__name__, error.errno)
        finally:
            cursor.close()
    cnx.rollback()


def fetching(cnx):
    with cnx.cursor(buffered=True) as cursor:
        cursor.execute("SELECT number, guest FROM seat ORDER BY film_id, number")
        print(cursor.fetchmany(2), cursor.fetchone(), len(cursor.fetchall()), cursor.rowcount)
    with cnx.cursor(prepared=True) as cursor:
        for wanted in (1, 2):
            cursor.execute("SELECT title FROM film WHERE id = ?", (wanted,))
            print(cursor.fetchall())
    with cnx.cursor() as cursor:
        cursor.execute("SELECT %s, %s, %s", (None, "it's 5 %", datetime.date(2024, 2, 29)))
        print(next(cursor))
        cursor.fetchall()
        cursor.execute("UPDATE film SET poster = %s WHERE id = 1", (b"\x00\xff\x27",))
        cursor.execute("SELECT poster, HEX(poster) FROM film WHERE id = 1")
        print(list(cursor))
    cnx.commit()


def settings(cnx):
    cnx.autocommit = True
    cnx.ping(reconnect=True, attempts=2)
    print(cnx.autocommit, cnx.is_connected(), cnx.database == URL.path[1:], cnx.charset)
    cnx.sql_mode = "ANSI_QUOTES"
    cnx.time_zone = "+01:00"
    print(cnx.sql_mode, cnx.time_zone)
    cnx.autocommit = False


def pooled(texts: List[str]):
    first, second = POOL.get_connection(), POOL.get_connection()
    try:
        POOL.get_connection()
    except mysql.connector.errors.PoolError as error:
        print(error, POOL.pool_name, POOL.pool_size)
    with contextlib.closing(first), second.cursor() as cursor:
        with first.cursor() as other:
            other.execute("INSERT INTO log (text) VALUES ('lost')")  # never committed
        for text in texts:
            cursor.execute("INSERT INTO log (text) VALUES (%s)", (text,))
        second.commit()
    second.close()
    with POOL.get_connection() as third, third.cursor() as cursor:
        cursor.execute("SELECT text FROM log ORDER BY text")
        return [text for (text,) in cursor]


def main():
    cnx = mysql.connector.connect(**CONFIG)
    try:
        create(cnx)
        films = Films(cnx)
        first = films.add("Alien", "7.50", datetime.datetime(2024, 5, 6, 20, 15))
        print(first, films.add("Alien", "1"), films.add("Zoë 😀", "5.00"), films.seats(first, 3))
        print(films.titles(), [(row["title"], row["price"], row["starts"]) for row in films.all()])
        bookings = Bookings(films)
        for guest in ("ann", "bob", "cy", "dora"):
            try:
                print(bookings.book(first, guest), bookings.free(first))
            except SoldOut as error:
                print("sold out:", error)
        print([guest for (guest,) in bookings.guests()])
        errors(cnx)
        fetching(cnx)
        settings(cnx)
    finally:
        cnx.close()
    print(pooled(["one", "two"]))
    with Films(mysql.connector.connect(**CONFIG)) as films:
        print(len(films.titles()))
    with mysql.connector.connect(**CONFIG, autocommit=True) as last:
        cursor = last.cursor(dictionary=True)
        cursor.execute("DELETE FROM log WHERE text = 'one'")
        cursor.execute("SELECT COUNT(*) AS n FROM log")
        print(cursor.fetchone()["n"])
        cursor.close()


if __name__ == "__main__":
    main()
