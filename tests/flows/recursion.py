"""Functions that call themselves and each other."""

import sqlite3


class Tree:
    def __init__(self, conn):
        self.conn = conn

    def children(self, parent):
        rows = self.conn.execute("SELECT id FROM node WHERE parent = ?", (parent,)).fetchall()
        return {row[0]: self.children(row[0]) for row in rows}


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE node (id, parent)")
    conn.executemany("INSERT INTO node VALUES (?, ?)", [(1, 0), (2, 1), (3, 1), (4, 0)])
    print(Tree(conn).children(0))
    conn.close()


if __name__ == "__main__":
    main()
