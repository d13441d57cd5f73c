"""Names that are assigned again: what a call reaches is what the name holds there."""

import sqlite3


class Plain:
    def execute(self, sql):
        return [(sql.lower(),)]


def rows(conn, sql):
    conn = conn or Plain()
    return list(conn.execute(sql))


def both(path):
    source = Plain()
    first = list(source.execute("SELECT 'PLAIN'"))
    source = sqlite3.connect(path)
    try:
        second = list(source.execute("SELECT 'ROW'"))
    finally:
        source.close()
    return first + second


def text(value):
    value = str(value)
    value = value.strip()
    return value


def main():
    print(rows(None, "SELECT 'ONE'"))
    print(both(":memory:"))
    print(text(" x "))


if __name__ == "__main__":
    main()
