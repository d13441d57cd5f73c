def two(conn):
    return conn.execute("SELECT 2").fetchone()


def _hidden(conn):
    return None
