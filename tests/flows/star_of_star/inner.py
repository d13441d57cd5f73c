from deepest import *  # noqa: F403

__all__ = ["connect", "one"]


def secret(conn):
    return conn.execute("SELECT 3").fetchone()
