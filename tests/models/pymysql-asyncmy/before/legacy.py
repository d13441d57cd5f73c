"""What stays on pymysql, and why."""
import MySQLdb
import pymysql
from dbutils.pooled_db import PooledDB


def pooled():
    return PooledDB(pymysql, maxconnections=3, host="db").connection().cursor()


def timeout():
    conn = pymysql.connect(host="db", write_timeout=5)
    conn.close()


def loading():
    conn = pymysql.connect(host="db", local_infile=True)
    conn.close()


def rewound():
    conn = pymysql.connect(host="db")
    cur = conn.cursor()
    cur.execute("SELECT 1")
    cur.scroll(0, mode="absolute")
    conn.close()


def named():
    conn = pymysql.connect(host="db")
    print(conn.host, pymysql.VERSION)
    conn.close()


def other_driver():
    conn = MySQLdb.connect(host="db")
    conn.close()
