def answer(conn):
    return conn.execute("SELECT 1").fetchone()
