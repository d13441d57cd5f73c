"""What stays on the blocking half, and why."""
import mysql.connector
from mysql.connector.connection import MySQLConnection


def pooled():
    cnx = mysql.connector.connect(pool_name="shop", pool_size=3, host="db")
    cnx.close()


def later():
    cnx = MySQLConnection()
    cnx.config(host="db")
    cnx.connect()
    cnx.close()


def several():
    cnx = mysql.connector.connect(host="db")
    cursor = cnx.cursor()
    for result in cursor.execute("SELECT 1; SELECT 2", multi=True):
        print(result)
    cnx.close()


def named():
    cnx = mysql.connector.connect(host="db")
    cursor = cnx.cursor(named_tuple=True)
    cursor.close()
    cnx.close()
