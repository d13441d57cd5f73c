import sqlite3


class Repo:
    def __init__(self, dsn):
        self.conn = sqlite3.connect(dsn)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()
