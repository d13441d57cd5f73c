"""A descriptor of the project: `__set__` keeps a value on the instance, `__get__` gives it back."""

import sqlite3


class Connected:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return getattr(instance, "_conn")  # noqa: B009

    def __set__(self, instance, value):
        instance._conn = value


class Repo:
    conn = Connected()

    def open(self, path):
        self.conn = sqlite3.connect(path)

    def answer(self):
        return self.conn.execute("SELECT 1").fetchone()


def main():
    repo = Repo()
    repo.open(":memory:")
    print(repo.answer())
    repo.conn.close()


if __name__ == "__main__":
    main()
