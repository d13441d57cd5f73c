"""A diamond: the method resolution order decides whose method `super()` runs."""

import sqlite3


class Base:
    def __init__(self, conn):
        self.conn = conn

    def steps(self):
        return ["base", self.conn.execute("SELECT 1").fetchone()[0]]


class Left(Base):
    def steps(self):
        return ["left", *super().steps()]


class Right(Base):
    def steps(self):
        return ["right", *super().steps(), self.conn.execute("SELECT 2").fetchone()[0]]


class Bottom(Left, Right):
    pass


def main():
    bottom = Bottom(sqlite3.connect(":memory:"))
    print(bottom.steps(), Left(bottom.conn).steps())
    bottom.conn.close()


if __name__ == "__main__":
    main()
