"""Decorators of the project: their wrappers turn; one that is used for both kinds is for both."""

import functools
import sqlite3


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)  # -> result = await function(*args, **kwargs)
        print(function.__name__, "gave", result)
        return result

    return wrapper


def in_transaction(function):
    @functools.wraps(function)
    def wrapper(self, *args):
        try:
            result = function(self, *args)
        except Exception:
            self.conn.rollback()
            raise
        self.conn.commit()  # -> await self.conn.commit()
        return result

    return wrapper


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @logged
    @in_transaction
    def add(self, name):
        self.conn.execute("INSERT INTO item VALUES (?)", (name,))
        return name


@logged
def plain(number):
    return number + 1


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (name TEXT)")
    repo = Repo(conn)
    repo.add("a")  # -> await repo.add("a")
    plain(1)
    conn.close()


if __name__ == "__main__":
    main()
