"""Accounts in MariaDB, through a pool of DBUtils: what people do with PooledDB and pymysql, in one program."""

import contextlib
import os
from decimal import Decimal
from typing import Dict, List
from urllib.parse import urlsplit

import pymysql
import pymysql.cursors
from dbutils.pooled_db import PooledDB

URL = urlsplit(os.environ["DATABASE_URL"])

POOL = PooledDB(
    creator=pymysql,
    mincached=1,
    maxconnections=3,
    blocking=True,
    host=URL.hostname,
    port=URL.port,
    user=URL.username,
    password=URL.password or "",
    database=URL.path[1:],
    charset="utf8mb4",
    cursorclass=pymysql.cursors.DictCursor,
)


class Database:
    """The usual little class around a pool."""

    def __init__(self, pool: PooledDB):
        self.pool = pool

    def execute(self, sql, args=None) -> int:
        conn = self.pool.connection()
        try:
            cur = conn.cursor()
            try:
                count = cur.execute(sql, args)
            finally:
                cur.close()
            conn.commit()
            return count
        finally:
            conn.close()

    def one(self, sql, *args):
        with self.pool.connection() as conn, conn.cursor() as cur:
            cur.execute(sql, args)
            return cur.fetchone()

    def all(self, sql, *args) -> List[Dict]:
        with contextlib.closing(self.pool.connection()) as conn:
            with conn.cursor() as cur:
                cur.execute(sql, args)
                return list(cur.fetchall())

    @contextlib.contextmanager
    def transaction(self):
        conn = self.pool.connection()
        try:
            conn.begin()
            with conn.cursor() as cur:
                yield cur
            conn.commit()
        except Exception:
            conn.rollback()
            raise
        finally:
            conn.close()


class NoMoney(Exception):
    """The account would go below zero."""


class Bank:
    def __init__(self, db: Database):
        self.db = db

    def create(self):
        self.db.execute(
            "CREATE TABLE account (id INT AUTO_INCREMENT PRIMARY KEY, owner VARCHAR(40) NOT NULL UNIQUE,"
            " balance DECIMAL(10, 2) NOT NULL CHECK (balance >= 0)) ENGINE=InnoDB"
        )
        self.db.execute(
            "CREATE TABLE booking (source INT NOT NULL, target INT NOT NULL, amount DECIMAL(10, 2) NOT NULL) ENGINE=InnoDB"
        )

    def open(self, owner, balance=0) -> int:
        with self.db.transaction() as cur:
            cur.execute("INSERT INTO account (owner, balance) VALUES (%s, %s)", (owner, Decimal(balance)))
            return cur.lastrowid

    def transfer(self, source, target, amount):
        with self.db.transaction() as cur:
            cur.execute("INSERT INTO booking VALUES (%s, %s, %s)", (source, target, amount))
            cur.execute("UPDATE account SET balance = balance + %s WHERE id = %s", (amount, target))
            cur.execute("SELECT balance FROM account WHERE id = %s FOR UPDATE", (source,))
            if cur.fetchone()["balance"] < amount:
                raise NoMoney(source)
            cur.execute("UPDATE account SET balance = balance - %s WHERE id = %s", (amount, source))

    def balances(self):
        rows = self.db.all("SELECT owner, balance FROM account ORDER BY owner")
        return {row["owner"]: str(row["balance"]) for row in rows}


def several_at_once(pool):
    """Three connections are out at the same time; what one does not commit is lost when it goes back."""
    first, second, third = pool.connection(), pool.connection(), pool.connection()
    try:
        with first.cursor() as one, second.cursor() as two, third.cursor() as three:
            one.execute("INSERT INTO account (owner, balance) VALUES ('nobody', 1)")
            ids = set()
            for cur in (one, two, three):
                cur.execute("SELECT COUNT(*) AS n, CONNECTION_ID() AS id FROM account")
                row = cur.fetchone()
                print(row["n"], end=" ")
                ids.add(row["id"])
        print(len(ids))
    finally:
        first.close()
        second.close()
        third.close()


def errors(db):
    try:
        db.execute("INSERT INTO account (owner, balance) VALUES ('ann', 1)")
    except pymysql.IntegrityError as error:
        print("duplicate", error.args[0])
    try:
        db.one("SELECT * FROM nowhere")
    except pymysql.ProgrammingError as error:
        print("no table", error.args[0])


def own_pool():
    pool = PooledDB(
        pymysql, 0, maxconnections=1, blocking=True, host=URL.hostname, port=URL.port, user=URL.username,
        password=URL.password or "", database=URL.path[1:],
    )  # fmt: skip
    try:
        seen = set()
        for number in range(5):
            with pool.connection() as conn, conn.cursor() as cur:
                cur.execute("SELECT CONNECTION_ID(), %s", (number,))
                seen.add(cur.fetchone()[0])
        print("connections:", len(seen))
    finally:
        pool.close()


def main():
    db = Database(POOL)
    bank = Bank(db)
    bank.create()
    ann, bob = bank.open("ann", "100.50"), bank.open("bob")
    bank.transfer(ann, bob, Decimal("20.25"))
    try:
        bank.transfer(bob, ann, Decimal(500))
    except NoMoney as error:
        print("no money:", error)
    print(bank.balances(), db.one("SELECT COUNT(*) AS n, SUM(amount) AS total FROM booking"))
    several_at_once(POOL)
    errors(db)
    for number in range(8):
        db.execute("INSERT INTO booking VALUES (%s, %s, %s)", (ann, bob, number))
    print(db.one("SELECT COUNT(*) AS n FROM booking"), bank.balances())
    own_pool()


if __name__ == "__main__":
    main()
