"""`__getattr__` makes what an attribute gives; names that it rejects come from nowhere."""

import sqlite3


class Table:
    def __init__(self, conn, name):
        self.conn = conn
        self.name = name

    def count(self):
        return self.conn.execute(f"SELECT count(*) FROM {self.name}").fetchone()[0]

    def _hidden(self):
        return self.count()


class Database:
    def __init__(self, conn):
        self.conn = conn

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name):
        return Table(self.conn, name)

    def close(self):
        self.conn.close()


def main():
    database = Database(sqlite3.connect(":memory:"))
    database.conn.execute("CREATE TABLE people (x)")
    print(database.people.count(), database["people"].count())
    print(hasattr(database, "_hidden"))
    database.close()


if __name__ == "__main__":
    main()
