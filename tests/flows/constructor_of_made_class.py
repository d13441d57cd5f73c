"""A class made by `type()` has no known name, so nobody knows who makes its objects."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)


def main():
    made = type("Made", (Repo,), {})  # refused: ASY201
    repo = made(":memory:")
    print(type(repo).__name__)
    repo.conn.close()


if __name__ == "__main__":
    main()
