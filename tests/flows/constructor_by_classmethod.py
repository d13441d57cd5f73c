"""Objects made through `cls` and `type(self)`."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()

    @classmethod
    def memory(cls):
        return cls(":memory:")

    def again(self):
        return type(self)(":memory:")


def main():
    first = Repo.memory()
    second = first.again()
    print(first.one() + second.one())
    first.close()
    second.close()


if __name__ == "__main__":
    main()
