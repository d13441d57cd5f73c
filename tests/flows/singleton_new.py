"""`__new__` gives the one instance back."""

import sqlite3


class Database:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
            cls._instance.conn = None
        return cls._instance

    def open(self):
        if self.conn is None:
            self.conn = sqlite3.connect(":memory:")
        return self.conn


def main():
    Database().open().execute("CREATE TABLE t (x)")
    print(Database().open().execute("SELECT count(*) FROM sqlite_master").fetchone())
    Database().conn.close()


if __name__ == "__main__":
    main()
