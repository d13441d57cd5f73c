"""`isinstance` tells a path from an open connection."""

import sqlite3


def size(source):
    if isinstance(source, str):
        conn = sqlite3.connect(source)
        found = size(conn)
        conn.close()
        return found
    return source.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


class Names:
    def execute(self, text):
        return text.upper()


def run(target, text):
    if isinstance(target, Names):
        return target.execute(text)
    if not isinstance(target, sqlite3.Connection):
        raise TypeError(type(target).__name__)
    return target.execute(text).fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    print(size(":memory:"), size(conn))
    print(run(conn, "SELECT 1"), run(Names(), "select"))
    conn.close()


if __name__ == "__main__":
    main()
