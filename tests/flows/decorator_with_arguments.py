"""A decorator that is called with options first: retry."""

import functools
import sqlite3


def retry(times):
    def decorate(func):
        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try:
                    return func(*args, **kwargs)
                except sqlite3.OperationalError as error:
                    print("attempt", attempt, error)
            return None

        return wrapper

    return decorate


class Repo:
    def __init__(self, conn):
        self.conn = conn

    @retry(times=2)
    def broken(self):
        return self.conn.execute("SELECT * FROM missing").fetchall()

    @retry(3)
    def fine(self):
        return self.conn.execute("SELECT 1").fetchall()


def main():
    repo = Repo(sqlite3.connect(":memory:"))
    print(repo.broken(), repo.fine())
    repo.conn.close()


if __name__ == "__main__":
    main()
