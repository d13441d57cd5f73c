"""The database."""

import sqlite3

DSN = ":memory:"

# shared by all
conn = sqlite3.connect(DSN)
conn.row_factory = sqlite3.Row  # rows by name
conn.execute("CREATE TABLE t (x INTEGER)")

LIMIT = 10


def add(x):
    with conn:
        conn.execute("INSERT INTO t VALUES (?)", (x,))


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


repo: Repo = Repo(DSN)
