from inner import *  # noqa: F403


def two(conn):
    return conn.execute("SELECT 2").fetchone()
