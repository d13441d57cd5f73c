"""sqlite3's own ways: chains, `row_factory`, `isolation_level`, transactions, `lastrowid`, functions in SQL, `:memory:`."""

import sqlite3


class Ledger:
    def __init__(self, conn):
        self.conn = conn
        self.conn.row_factory = sqlite3.Row
        self.conn.create_function("half", 1, lambda amount: amount / 2)

    def add(self, name, amount):
        with self.conn:
            return self.conn.execute("INSERT INTO entry (name, amount) VALUES (?, ?)", (name, amount)).lastrowid

    def move(self, one, other, amount):
        try:
            with self.conn:
                self.conn.execute("UPDATE entry SET amount = amount - ? WHERE name = ?", (amount, one))
                changed = self.conn.execute("UPDATE entry SET amount = amount + ? WHERE name = ?", (amount, other))
                if not changed.rowcount:
                    raise LookupError(other)
        except LookupError as error:
            return f"nobody is called {error}"
        return "moved"

    def entries(self):
        cursor = self.conn.cursor()
        cursor.execute("SELECT name, half(amount) AS half FROM entry ORDER BY name")
        print([column[0] for column in cursor.description])
        return [dict(row) for row in cursor]

    def pairs(self):
        return dict(self.conn.execute("SELECT name, amount FROM entry").fetchall())


def by_hand(conn):
    conn.execute("BEGIN IMMEDIATE")
    try:
        conn.execute("DELETE FROM entry")
    finally:
        conn.rollback()
    return conn.in_transaction, conn.total_changes > 0


def main():
    with sqlite3.connect(":memory:", isolation_level=None) as conn:
        conn.executescript("CREATE TABLE entry (id INTEGER PRIMARY KEY, name TEXT UNIQUE, amount INTEGER);")
        ledger = Ledger(conn)
        print(ledger.add("ann", 10), ledger.add("bob", 4))
        print(ledger.move("ann", "bob", 3), ledger.move("ann", "eve", 3))
        try:
            ledger.add("ann", 1)
        except sqlite3.IntegrityError as error:
            print(error)
        print(ledger.entries(), ledger.pairs(), by_hand(conn))
    conn.close()


if __name__ == "__main__":
    main()
