"""Another name for a function or method: a variable, `partial`, `methodcaller`, `attrgetter`, a method of a class."""

import functools
import operator
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def find(self, number, plus=0):
        return self.conn.execute("SELECT ?", (number + plus,)).fetchone()[0]

    by_number = find
    next_one = functools.partialmethod(find, plus=1)

    def twice(self, number):
        find = self.find
        return find(number) + find(number)  # -> return await find(number) + await find(number)


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    find, plus_two = repo.find, functools.partial(repo.find, plus=2)
    print(find(1), plus_two(1), repo.by_number(4), repo.next_one(4), repo.twice(2))
    called, got = operator.methodcaller("find", 7), operator.attrgetter("find")
    print(called(repo), got(repo)(8), Repo.find(repo, 9))
    finders = {"a": find, "b": plus_two}
    print([finder(5) for finder in finders.values()])  # -> print([await finder(5) for finder in finders.values()])
    repo.conn.close()


if __name__ == "__main__":
    main()
