from ..db import connect
from . import db
from .helpers import first


def show():
    conn = connect()
    other = db.connect()
    found = first(conn.execute("SELECT 1").fetchall()), first(other.execute("SELECT 2").fetchall())
    conn.close()
    other.close()
    return found
