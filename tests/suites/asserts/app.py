import sqlite3


def connect(path=":memory:"):
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE IF NOT EXISTS t(x)")
    return conn


def add(conn, x):
    if x is None:
        raise ValueError("no value")
    conn.execute("INSERT INTO t VALUES (?)", (x,))
    conn.commit()


def count(conn):
    return conn.execute("SELECT count(*) FROM t").fetchone()[0]


def total(conn):
    return count(conn) + 1


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def add(self, x):
        add(self.conn, x)

    def count(self):
        return count(self.conn)


class Service:
    def __init__(self, repo: Repo):
        self.repo = repo

    def save(self, *values):
        for value in values:
            self.repo.add(value)
        return self.repo.count()
