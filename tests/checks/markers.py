"""Marks of an earlier run."""

import sqlite3


class Basket:
    def __init__(self, conn):
        self.conn = conn

    # asyncify: refused[ASY102] a property can't be awaited where it is read
    @property
    def total(self):
        return self.conn.execute("SELECT sum(price) FROM item").fetchone()


TEXT = """
# asyncify: refused[ASY102] in a text
"""
