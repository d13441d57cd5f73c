"""Others make the objects, who do not wait."""

import sqlite3


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]

    def close(self):
        self.conn.close()


def main():
    for repo in map(Repo, [":memory:"]):  # refused: ASY201
        print(repo.one())
        repo.close()


if __name__ == "__main__":
    main()
