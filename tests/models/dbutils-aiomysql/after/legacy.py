"""What stays on DBUtils, and why."""
import pymysql
from dbutils.persistent_db import PersistentDB
from dbutils.pooled_db import PooledDB


def connect():
    return pymysql.connect(host="db")


def per_thread():
    return PersistentDB(pymysql, host="db").connection().cursor()


def sessions():
    pool = PooledDB(pymysql, setsession=["SET time_zone = '+00:00'"], host="db")
    return pool.connection().cursor()


def by_function():
    return PooledDB(connect, maxconnections=3).connection().cursor()


def unseen(settings):
    return PooledDB(pymysql, **settings).connection().cursor()


def steady():
    return PooledDB(pymysql, host="db").steady_connection().cursor()
