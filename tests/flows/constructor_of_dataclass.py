"""A dataclass with a constructor of its own."""

import dataclasses
import sqlite3


@dataclasses.dataclass
class Repo:
    path: str

    def __init__(self, path):
        self.path = path
        self.conn = sqlite3.connect(path)

    def close(self):
        self.conn.close()


def main():
    repo = Repo(":memory:")
    print(repo)
    repo.close()


if __name__ == "__main__":
    main()
