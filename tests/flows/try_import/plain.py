def answer(conn):
    return conn.execute("SELECT 'plain'").fetchone()
