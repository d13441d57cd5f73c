"""A key that waits is asked as often, and in the same order."""

import sqlite3


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
    print(sorted([3, 1, 2], key=repo.double), sorted((3, 1, 2), key=repo.double, reverse=True))
    print(
        min([3, 1, 2], key=repo.double), max(3, 1, 2, key=repo.double), min([], key=repo.double, default=None)
    )
    print(sorted((number % 3 for number in [3, 4, 5]), key=lambda number: repo.double(number)))
    print(sorted([4, 3, 2, 1], key=repo.is_odd), max([1, 3], key=repo.is_odd))
    try:
        max([], key=repo.double)
    except ValueError:
        print("empty")
    print(repo.log())
    repo.conn.close()


if __name__ == "__main__":
    main()
