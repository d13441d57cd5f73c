"""Classes for `with`: one whose uses all turn, and one that is entered by hand too."""

import sqlite3


class Transaction:
    def __init__(self, conn):
        self.conn = conn

    def __enter__(self):  # -> async def __aenter__(self):
        self.conn.execute("BEGIN")
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.conn.commit()
        else:
            self.conn.rollback()
        return kind is ValueError


def add(conn, name):
    with Transaction(conn) as transaction:  # -> async with Transaction(conn) as transaction:
        transaction.conn.execute("INSERT INTO item VALUES (?)", (name,))
        if name == "bad":
            raise ValueError


def main():
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.execute("CREATE TABLE item (name TEXT)")
    add(conn, "a")
    add(conn, "bad")
    print(conn.execute("SELECT name FROM item").fetchall())
    conn.close()


if __name__ == "__main__":
    main()
