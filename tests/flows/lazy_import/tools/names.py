def lookup(conn, number):
    return conn.execute("SELECT ?", (number,)).fetchone()[0]
