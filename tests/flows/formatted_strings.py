"""What a formatted string shows of its own text stays as it was."""

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
    print(f"{repo.double(1)} {repo.double(2)!r:>4} {repo.add(1, 2):{repo.double(2)}d}|")
    print(f"{repo.double(3)=} {repo.double(4) = !s:>3} {repo.double(5)=:>4} {[repo.add(1), {'a': 2}]=}")
    print(f"{repo.add(1)=}" f'{repo.log()[0]=} {len("x")=}')
    repo.conn.close()


if __name__ == "__main__":
    main()
