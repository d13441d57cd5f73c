"""A decorator of the project that writes `__init__` from annotations, as attrs does."""

import sqlite3


def define(cls):
    names = list(cls.__annotations__)

    def init(self, **values):
        for name in names:
            setattr(self, name, values[name])

    cls.__init__ = init
    return cls


@define
class Repo:
    conn: sqlite3.Connection
    table: str

    def size(self):
        return self.conn.execute(f"SELECT count(*) FROM {self.table}").fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    repo = Repo(conn=conn, table="sqlite_master")
    print(repo.size())
    conn.close()


if __name__ == "__main__":
    main()
