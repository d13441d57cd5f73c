"""Overrides without I/O turn with the one that has it, and are awaited where only they are called."""

import sqlite3


class Step:
    def run(self):
        return "nothing"

    def twice(self):
        return self.run(), self.run()


class Query(Step):
    def __init__(self, conn):
        self.conn = conn

    def run(self):
        return self.conn.execute("SELECT 1").fetchone()


class Fixed(Step):
    def run(self):
        return "fixed"


def main():
    conn = sqlite3.connect(":memory:")
    print(Step().twice(), Query(conn).twice(), Fixed().run())
    conn.close()


if __name__ == "__main__":
    main()
