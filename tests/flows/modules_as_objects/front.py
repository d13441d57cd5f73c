def answer(conn):
    return conn.execute("SELECT 'front'").fetchone()
