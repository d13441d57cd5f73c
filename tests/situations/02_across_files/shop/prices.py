from .db import connect


def price(conn, number):
    return conn.execute("SELECT ? * 10", (number,)).fetchone()[0]


def alone():
    conn = connect()
    try:
        return price(conn, 1)
    finally:
        conn.close()
