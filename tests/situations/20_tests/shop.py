import sqlite3


def connect():
    return sqlite3.connect(":memory:")


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def add(self, name):
        if not name:
            raise ValueError("no name")
        self.conn.execute("INSERT INTO item VALUES (?)", (name,))

    def count(self):
        return self.conn.execute("SELECT count(*) FROM item").fetchone()[0]


def label(name):
    return name.title()
