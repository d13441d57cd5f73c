"""Comprehensions of every kind that make, hold and use connections."""

import sqlite3


def main():
    names = ["a", "b"]
    by_name = {name: sqlite3.connect(":memory:") for name in names}
    values = [conn.execute("SELECT ?", (name,)).fetchone()[0] for name, conn in by_name.items()]
    print(values)
    print({name: conn.execute("SELECT 1").fetchone() for name, conn in by_name.items()})
    print(sorted({conn.execute("SELECT 2").fetchone()[0] for conn in by_name.values()}))
    print([row for conn in by_name.values() for row in conn.execute("SELECT 3 UNION SELECT 4")])
    print([name for name, conn in by_name.items() if conn.execute("SELECT 5").fetchone()])
    [conn.close() for conn in by_name.values()]


if __name__ == "__main__":
    main()
