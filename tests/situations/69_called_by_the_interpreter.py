"""What the interpreter calls can't wait: `repr`, `len`, `in`, `==`, attribute and item access, `__del__`."""

import sqlite3


class Table:
    def __init__(self, conn, name):
        self.conn, self.name = conn, name

    def ask(self, what, *values):
        return self.conn.execute(f"SELECT {what} FROM {self.name}", values).fetchone()[0]

    def __len__(self):
        return self.ask("count(*)")  # refused: ASY101

    def __contains__(self, value):
        return self.ask("sum(name = ?)", value) > 0  # refused: ASY101

    def __repr__(self):
        return f"<{self.name}: {self.ask('max(name)')}>"  # refused: ASY101

    def __eq__(self, other):
        return self.ask("min(name)") == other.ask("min(name)")  # refused: ASY101

    def __hash__(self):
        return self.ask("length(max(name))")  # refused: ASY101

    def __bool__(self):
        return self.ask("count(*)") > 0  # refused: ASY101

    def __getattr__(self, name):
        return self.ask(f"'{name}'")  # refused: ASY101

    def __getitem__(self, number):
        return self.conn.execute(f"SELECT name FROM {self.name}").fetchall()[number]  # refused: ASY101

    def __setitem__(self, number, name):
        self.conn.execute(f"UPDATE {self.name} SET name = ? WHERE rowid = ?", (name, number + 1))  # refused: ASY101

    def __del__(self):
        self.conn.execute("SELECT 1")  # refused: ASY101


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (name TEXT)")
    conn.execute("INSERT INTO item VALUES ('tea'), ('milk')")
    table = Table(conn, "item")
    print(len(table), "tea" in table, repr(table), table == table, hash(table), bool(table), table.other)
    table[0] = "sugar"
    print(table[0])
    del table
    conn.close()


if __name__ == "__main__":
    main()
