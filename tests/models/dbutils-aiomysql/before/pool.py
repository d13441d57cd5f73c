"""The pool of the whole program."""
import pymysql
from dbutils.pooled_db import PooledDB

POOL = PooledDB(
    creator=pymysql,
    mincached=2,
    maxcached=5,
    maxconnections=10,
    blocking=True,
    ping=1,
    host="db",
    user="shop",
    password="secret",
    database="shop",
    cursorclass=pymysql.cursors.DictCursor,
)


def connection():
    return POOL.connection()
