"""A mixin uses what the class it is mixed into sets."""

import sqlite3


class CountMixin:
    def count(self):
        return self.conn.execute(f"SELECT count(*) FROM {self.table}").fetchone()[0]


class SaveMixin:
    def save(self, value):
        self.conn.execute(f"INSERT INTO {self.table} VALUES (?)", (value,))
        return self.count()


class Users(SaveMixin, CountMixin):
    table = "users"

    def __init__(self, conn):
        self.conn = conn


def main():
    users = Users(sqlite3.connect(":memory:"))
    users.conn.execute("CREATE TABLE users (x)")
    print(users.save("a"), users.save("b"))
    users.conn.close()


if __name__ == "__main__":
    main()
