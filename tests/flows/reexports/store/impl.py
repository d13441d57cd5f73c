from sqlite3 import connect as _connect


def connect(path):
    return _connect(path)


def answer(conn):
    return conn.execute("SELECT 1").fetchone()


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def answer(self):
        return answer(self.conn)
