import sqlite3
from sqlite3 import Error


class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)
        self.connection.execute("CREATE TABLE notes (text)")

    def add(self, text):
        self.connection.execute("INSERT INTO notes VALUES (?)", (text,))
        self.connection.commit()

    def all(self):
        return [text for (text,) in self.connection.execute("SELECT text FROM notes")]

    def close(self):
        self.connection.close()


def make_store():
    try:
        return Store(":memory:")
    except sqlite3.OperationalError as error:
        raise SystemExit(f"no store: {error}")
