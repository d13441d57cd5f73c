"""A metaclass that makes the instances."""

import sqlite3


class Meta(type):
    def __call__(cls, *args):
        return super().__call__(*args)


class Repo(metaclass=Meta):
    def __init__(self, path):
        self.conn = sqlite3.connect(path)  # refused: ASY101

    def close(self):
        self.conn.close()


def main():
    repo = Repo(":memory:")
    repo.close()
    print("closed")


if __name__ == "__main__":
    main()
