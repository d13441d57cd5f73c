"""`next` asks a generator expression for one item only."""

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
    print(next(number for number in range(5) if repo.is_odd(number)))
    print(next((repo.double(number) for number in [6, 7]), None), next((repo.add(1) for _ in []), "nothing"))
    try:
        print(next(repo.double(number) for number in ()))
    except StopIteration:
        print("end")
    print(repo.log(), max(*(repo.double(number) for number in [8, 9])))
    repo.conn.close()


if __name__ == "__main__":
    main()
