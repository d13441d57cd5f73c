class Tables:
    def __init__(self, conn):
        self.conn = conn

    def count(self):
        return self.conn.execute("SELECT 2").fetchone()[0]
