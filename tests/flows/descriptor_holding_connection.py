"""A descriptor that itself holds the connection."""

import sqlite3


class Shared:
    def __init__(self):
        self.value = None

    def __get__(self, instance, owner=None):
        return self.value

    def __set__(self, instance, value):
        self.value = value


class Repo:
    conn = Shared()

    def answer(self):
        return self.conn.execute("SELECT 1").fetchone()


def main():
    first, second = Repo(), Repo()
    first.conn = sqlite3.connect(":memory:")
    print(second.answer())
    first.conn.close()


if __name__ == "__main__":
    main()
