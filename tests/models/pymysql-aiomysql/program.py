"""A library's books and loans in MariaDB: what people do with pymysql, in one program."""

import contextlib
import datetime
import decimal
import functools
import json
import os
import tempfile
from dataclasses import dataclass
from typing import Dict, Iterator, List, Optional
from urllib.parse import urlsplit

import pymysql
import pymysql.cursors
from pymysql import MySQLError
from pymysql.constants import CLIENT, ER
from pymysql.cursors import DictCursor, SSCursor, SSDictCursor

URL = urlsplit(os.environ["DATABASE_URL"])
SETTINGS = {
    "host": URL.hostname,
    "port": URL.port,
    "user": URL.username,
    "password": URL.password or "",
    "charset": "utf8mb4",
}

TABLES = (
    """CREATE TABLE book (
        id INT AUTO_INCREMENT PRIMARY KEY, isbn VARCHAR(20) NOT NULL UNIQUE, title VARCHAR(200) NOT NULL,
        price DECIMAL(8, 2), bought DATE, cover BLOB, tags JSON
    ) ENGINE=InnoDB""",
    """CREATE TABLE loan (
        id INT AUTO_INCREMENT PRIMARY KEY, book_id INT NOT NULL, reader VARCHAR(50) NOT NULL,
        since DATETIME NOT NULL, FOREIGN KEY (book_id) REFERENCES book (id)
    ) ENGINE=InnoDB""",
    "CREATE TABLE counter (name VARCHAR(20) PRIMARY KEY, value INT NOT NULL) ENGINE=InnoDB",
    """CREATE PROCEDURE lend_all (IN who VARCHAR(50), OUT n INT) BEGIN
        SELECT id, title FROM book ORDER BY id;
        INSERT INTO loan (book_id, reader, since) SELECT id, who, '2024-02-01 09:30:00' FROM book;
        SET n = ROW_COUNT();
        SELECT COUNT(*) FROM loan;
    END""",
)


class NotThere(Exception):
    """No such book."""


@dataclass
class Book:
    isbn: str
    title: str
    price: Optional[decimal.Decimal] = None
    bought: Optional[datetime.date] = None
    id: int = 0


def connect(**options) -> pymysql.connections.Connection:
    return pymysql.connect(database=URL.path.lstrip("/"), **SETTINGS, **options)


@functools.lru_cache(maxsize=None)
def shared():
    """The connection for all that is only counted."""
    return connect(autocommit=True)


def count(table) -> int:
    with shared().cursor() as cur:
        cur.execute(f"SELECT COUNT(*) FROM {table}")
        return cur.fetchone()[0]


@contextlib.contextmanager
def transaction(conn):
    conn.begin()
    try:
        with conn.cursor() as cur:
            yield cur
    except BaseException:
        conn.rollback()
        raise
    else:
        conn.commit()


class Books:
    """Books by ISBN."""

    COLUMNS = "isbn, title, price, bought, id"

    def __init__(self, conn: pymysql.connections.Connection):
        self.conn = conn

    def add(self, book: Book) -> Optional[int]:
        try:
            with self.conn.cursor() as cur:
                count = cur.execute(
                    "INSERT INTO book (isbn, title, price, bought) VALUES (%s, %s, %s, %s)",
                    (book.isbn, book.title, book.price, book.bought),
                )
                self.conn.commit()
                assert count == cur.rowcount == 1
                return cur.lastrowid
        except pymysql.IntegrityError as error:
            self.conn.rollback()
            code, message = error.args
            print("refused:", code == ER.DUP_ENTRY, "Duplicate" in message)
            return None

    def add_many(self, books: List[Book]) -> int:
        rows = [(book.isbn, book.title, book.price, book.bought) for book in books]
        with transaction(self.conn) as cur:
            cur.executemany("INSERT INTO book (isbn, title, price, bought) VALUES (%s, %s, %s, %s)", rows)
            return cur.rowcount

    def find(self, isbn: str) -> Optional[Book]:
        cur = self.conn.cursor()
        cur.execute(f"SELECT {self.COLUMNS} FROM book WHERE isbn = %(isbn)s", {"isbn": isbn})
        row = cur.fetchone()
        cur.close()
        return Book(*row) if row else None

    def get(self, isbn: str) -> Book:
        book = self.find(isbn)
        if book is None:
            raise NotThere(isbn)
        return book

    def all(self) -> Iterator[Book]:
        with self.conn.cursor(SSCursor) as cur:
            cur.execute(f"SELECT {self.COLUMNS} FROM book ORDER BY title")
            for row in cur:
                yield Book(*row)

    def among(self, isbns: List[str]) -> List[str]:
        with self.conn.cursor(DictCursor) as cur:
            cur.execute("SELECT title FROM book WHERE isbn IN %s ORDER BY title", (isbns,))
            return [row["title"] for row in cur.fetchall()]

    def set_cover(self, isbn: str, data: bytes, **tags) -> bytes:
        with self.conn.cursor(cursor=pymysql.cursors.DictCursor) as cur:
            cur.execute("UPDATE book SET cover = %s, tags = %s WHERE isbn = %s", (data, json.dumps(tags), isbn))
            self.conn.commit()
            cur.execute("SELECT cover, tags FROM book WHERE isbn = %s", isbn and (isbn,))
            row = cur.fetchone()
        assert json.loads(row["tags"]) == tags
        return row["cover"]

    def cheapest(self, count: int):
        with self.conn.cursor() as cur:
            cur.execute("SELECT title, price FROM book WHERE price IS NOT NULL ORDER BY price")
            first = cur.fetchmany(count)
            cur.scroll(0, mode="absolute")
            again = cur.fetchone()
            print(cur.rownumber, cur.arraysize, [column[0] for column in cur.description])
            return first, again, list(cur)

    def raise_prices(self, percent: int) -> int:
        with transaction(self.conn) as cur:
            return cur.execute("UPDATE book SET price = price * %s / 100", (100 + percent,))


class Loans:
    def __init__(self, books: Books):
        self.books = books
        self.conn = books.conn

    def lend(self, isbn: str, reader: str) -> int:
        book = self.books.get(isbn)
        with transaction(self.conn) as cur:
            cur.execute(
                "INSERT INTO loan (book_id, reader, since) VALUES (%s, %s, %s)",
                (book.id, reader, datetime.datetime(2024, 1, 2, 3, 4, 5)),
            )
            if reader == "nobody":
                raise PermissionError(reader)
            return self.conn.insert_id()

    def by_reader(self) -> Dict[str, List[str]]:
        found: Dict[str, List[str]] = {}
        cur = self.conn.cursor(SSDictCursor)
        try:
            cur.execute("SELECT reader, title FROM loan JOIN book ON book.id = book_id ORDER BY loan.id")
            for row in cur.fetchall_unbuffered():
                found.setdefault(row["reader"], []).append(row["title"])
        finally:
            cur.close()
        return found


def create(conn):
    with conn.cursor() as cur:
        for table in TABLES:
            cur.execute(table)


def procedure(conn):
    with conn.cursor() as cur:
        print(cur.callproc("lend_all", ("dora", 0)))
        print(cur.fetchall())
        while cur.nextset():
            print(cur.fetchall())
        cur.execute("SELECT @_lend_all_1")
        print(cur.fetchone())
    conn.commit()


def errors(conn):
    statements = ["SELEC 1", "SELECT * FROM nowhere", "INSERT INTO counter VALUES (NULL, 1)", "SELECT 1/(0"]
    for statement in statements:
        try:
            with conn.cursor() as cur:
                cur.execute(statement)
        except pymysql.ProgrammingError as error:
            print("programming", error.args[0])
        except (pymysql.err.IntegrityError, pymysql.err.OperationalError) as error:
            print(type(error).__name__, error.args[0])
    try:
        with connect(connect_timeout=5) as other:
            other.cursor().execute("KILL 999999999")
    except MySQLError as error:
        print(isinstance(error, pymysql.Error), isinstance(error, pymysql.DatabaseError))
    with contextlib.suppress(pymysql.err.ProgrammingError):
        conn.cursor().fetchone()
        print("not reached")


def two_at_once(conn):
    """What one connection has not committed, another one does not see."""
    with connect(autocommit=True) as other, other.cursor() as theirs:
        with conn.cursor() as ours:
            ours.execute("INSERT INTO counter VALUES ('visits', 1)")
            theirs.execute("SELECT COUNT(*) FROM counter")
            print(theirs.fetchone(), conn.get_autocommit(), other.get_autocommit())
            conn.commit()
            theirs.execute("SELECT COUNT(*) FROM counter")
            print(theirs.fetchone())
            ours.execute("DELETE FROM counter")
        conn.rollback()
        other.autocommit(False)
        theirs.execute("INSERT INTO counter VALUES ('lost', 1)")  # never committed


def many_statements():
    conn = connect(client_flag=CLIENT.MULTI_STATEMENTS, cursorclass=DictCursor)
    try:
        with conn.cursor() as cur:
            cur.execute("SELECT 1 AS one; SELECT 2 AS two, NULL AS nothing")
            results = [cur.fetchall()]
            while cur.nextset():
                results.append(cur.fetchall())
            return results
    finally:
        conn.close()


def from_file(lines):
    conn = connect(local_infile=True)
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.writelines(f"{name},{value}\n" for name, value in lines)
        file.flush()
        with conn.cursor() as cur:
            print(cur.execute("LOAD DATA LOCAL INFILE %s INTO TABLE counter FIELDS TERMINATED BY ','", (file.name,)))
    conn.commit()
    conn.close()


def values(conn):
    with conn.cursor() as cur:
        cur.execute("SELECT %s, %s, %s, %s", (None, "o'clock %", 1.5, True))
        print(cur.fetchone(), conn.escape("a'b"), cur.mogrify("SELECT %s", ("x",)))
        cur.execute("SELECT 5 %% 3, 'ünï' LIKE 'ün%%', TIMEDIFF('10:00', '09:30')", ())
        print(cur.fetchone())
        cur.execute("SELECT DATE_FORMAT('2024-05-06', '%d.%m.%Y')")
        print(cur.fetchone()[0])


def main():
    conn = connect()
    try:
        create(conn)
        books = Books(conn)
        print(books.add(Book("1", "Tea", decimal.Decimal("3.50"), datetime.date(2024, 1, 31))))
        print(books.add(Book("1", "Tea again")), books.find("2"))
        print(books.add_many([Book("2", "Milk", decimal.Decimal("1.20")), Book("3", "Jäm 😀")]))
        print([book.title for book in books.all()], books.among(["1", "3", "9"]))
        print(books.set_cover("1", b"\x00\xff'\\", colour="green"), books.cheapest(1), books.raise_prices(10))
        loans = Loans(books)
        print(loans.lend("1", "ann"), loans.lend("2", "bob"))
        for isbn, reader in (("9", "ann"), ("1", "nobody")):
            try:
                loans.lend(isbn, reader)
            except (NotThere, PermissionError) as error:
                print(type(error).__name__, error)
        procedure(conn)
        print(loans.by_reader(), {book.isbn: book.price for book in books.all()})
        errors(conn)
        two_at_once(conn)
        values(conn)
        print(many_statements())
        from_file([("a", 1), ("b", 2)])
        conn.ping()
        print(conn.open, conn.host == URL.hostname, conn.character_set_name(), conn.show_warnings())
    finally:
        conn.close()
    print(conn.open, [count(table) for table in ("book", "loan", "counter")])
    with contextlib.closing(connect()) as last:
        with last.cursor(DictCursor) as cur:
            cur.execute("SELECT name, value FROM counter ORDER BY name")
            print(next(iter(cur.fetchall()), None), max([row["value"] for row in cur], default=0))


if __name__ == "__main__":
    main()
