"""What `map` and its like give is taken where it is made: a comprehension does the same."""

import functools
import itertools
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
    print(list(map(repo.double, [1, 2])), set(map(repo.double, [3])), tuple(map(repo.double, (4,))))
    print(sum(map(repo.add, [1, 2], (3, 4))), list(map(lambda number: repo.add(number, 1), [5])))
    print(list(filter(repo.is_odd, range(4))), *filter(repo.is_odd, [5, 6]))
    print(list(itertools.starmap(repo.add, [(1, 2), (3, 4)])))
    print(sorted(itertools.filterfalse(repo.is_odd, [8, 7, 6])), ",".join(map(str, map(len, ["a"]))))
    print(repo.log())
    print(any(map(repo.is_odd, [10, 11, 12])), all(map(repo.is_odd, [13, 14, 15])))
    print(next(map(repo.double, [16, 17])), next(filter(repo.is_odd, [18, 20]), "none"))
    for item in map(repo.double, [21, 22, 23]):
        print(item, repo.log()[-1])
        if item == 44:
            break
    print([number + item for item, number in enumerate([1]) for number in map(repo.double, [24, 25])])
    print(sum(number for number in filter(repo.is_odd, [26, 27])))
    print(functools.reduce(repo.add, [1, 2, 3]), functools.reduce(repo.add, iter([]), 7))
    try:
        functools.reduce(repo.add, [])
    except TypeError as error:
        print(str(error).replace("iterable", "sequence")[:10])
    print(repo.log())
    repo.conn.close()


if __name__ == "__main__":
    main()
