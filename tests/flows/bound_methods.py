"""Bound methods as values: of a project's class, of a cursor, of a class through an instance."""

import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn
        self.ask = self.value

    def value(self, number):
        return self.conn.execute("SELECT ?", (number,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    repo = Repo(conn)
    execute = conn.execute
    cur = execute("SELECT 1")
    fetch = cur.fetchone
    print(fetch(), repo.ask(2), Repo.value(repo, 3))
    for close in (cur.close, conn.close):
        close()


if __name__ == "__main__":
    main()
