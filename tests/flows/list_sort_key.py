"""A list can be sorted in its place only at once."""

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
    numbers = [3, 1, 2]
    numbers.sort(key=repo.double)  # refused: ASY201
    print(numbers)
    repo.conn.close()


if __name__ == "__main__":
    main()
