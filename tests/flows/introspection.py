"""What only looks at a function may have it, if it says the same of a coroutine function."""

import inspect
import sqlite3
import typing


def open_log():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE log(number)")
    return conn


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def double(self, number):
        self.conn.execute("INSERT INTO log VALUES (?)", (number,))
        return number * 2

    def is_odd(self, number):
        self.conn.execute("INSERT INTO log VALUES (?)", (number,))
        return number % 2 == 1

    def add(self, left, right=0):
        return self.conn.execute("SELECT ? + ?", (left, right)).fetchone()[0]

    def log(self):
        return [row[0] for row in self.conn.execute("SELECT number FROM log").fetchall()]


def main():
    repo = Repo(open_log())
    function = repo.double
    print(inspect.isgeneratorfunction(function), str(inspect.signature(function)), inspect.isgenerator(3))
    print(typing.get_type_hints(Repo.double), callable(function), function.__name__, function(1))
    repo.conn.close()


if __name__ == "__main__":
    main()
