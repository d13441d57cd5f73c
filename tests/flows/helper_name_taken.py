"""The program has functions of its own by the names that helpers would have."""

import sqlite3


def _sorted(items):
    return ["mine", *items]


def _any(items):
    return "mine"


def main():
    conn = sqlite3.connect(":memory:")

    def rank(number):
        return conn.execute("SELECT -?", (number,)).fetchone()[0]

    def give(_zip):
        return [*_zip, any(rank(number) for number in _zip)]

    print(_sorted([1]), sorted([1, 2], key=rank), _any([0]), give([0, 1]))
    conn.close()


if __name__ == "__main__":
    main()
