from contextlib import closing

import pymysql
from dbutils.pooled_db import PooledDB

from pool import POOL, connection


def fetch(sql, args=()):
    conn = POOL.connection()
    try:
        with conn.cursor() as cur:
            cur.execute(sql, args)
            return cur.fetchall()
    finally:
        conn.close()


def change(sql):
    with connection() as conn, conn.cursor() as cur:
        count = cur.execute(sql)
        conn.commit()
        return count


class Prices:
    def __init__(self, pool: PooledDB):
        self.pool = pool

    def all(self):
        with closing(self.pool.dedicated_connection()) as conn, conn.cursor() as cur:
            cur.execute("SELECT price FROM price")
            return [price for (price,) in cur]


def main():
    print(fetch("SELECT * FROM price"), change("DELETE FROM price"))
    pool = PooledDB(pymysql, 1, maxconnections=3, host="db", db="prices")
    try:
        print(Prices(pool).all())
    finally:
        pool.close()


if __name__ == "__main__":
    main()
