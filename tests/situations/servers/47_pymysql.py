"""pymysql: dictionary cursors, parameters, a parameter that is no tuple."""  # server: mariadb

import os
from urllib.parse import urlsplit

import pymysql
from pymysql.cursors import DictCursor


def connect():
    parts = urlsplit(os.environ["DATABASE_URL"])
    return pymysql.connect(
        host=parts.hostname, port=parts.port, user=parts.username, password=parts.password or "", database=parts.path[1:]
    )


def main():
    conn = connect()
    try:
        with conn.cursor() as cur:
            cur.execute("CREATE TABLE item (name varchar(9), price int)")
            cur.executemany("INSERT INTO item VALUES (%s, %s)", [("a", 1), ("b", 2)])
        conn.commit()
        with conn.cursor(DictCursor) as cur:  # -> async with conn.cursor(DictCursor) as cur:
            cur.execute("SELECT name FROM item WHERE price = %s", 2)
            print(cur.fetchall())
            cur.execute("SELECT count(*) AS n FROM item WHERE name <> %(name)s", {"name": "a"})
            print(cur.fetchone()["n"])
    finally:
        conn.close()


if __name__ == "__main__":
    main()
