import sqlite3


def connect(path=":memory:"):
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE IF NOT EXISTS t(x)")
    return conn


def count(conn):
    return conn.execute("SELECT count(*) FROM t").fetchone()[0]


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def add(self, x):
        self.conn.execute("INSERT INTO t VALUES (?)", (x,))

    def count(self):
        return count(self.conn)

    def label(self):
        return "repo"


class Service:
    def __init__(self, repo: Repo):
        self.repo = repo

    def report(self):
        return f"{self.repo.label()} {self.repo.count()}"


def total(conn):
    return count(conn) + 1


def rows(conn):
    return [row[0] for row in conn.execute("SELECT x FROM t")]


def each(conn):
    for row in conn.execute("SELECT x FROM t"):
        yield row[0]


def every(conn):
    return list(each(conn))


def saved(path):
    with sqlite3.connect(path) as conn:
        conn.execute("INSERT INTO t VALUES (1)")
        return count(conn)
