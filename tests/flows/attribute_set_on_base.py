"""A base class uses what its subclasses set, and the other way round."""

import sqlite3


class Base:
    def __init__(self, path):
        self.path = path

    def one(self, sql):
        return self.conn.execute(sql).fetchone()

    def close(self):
        self.conn.close()


class Direct(Base):
    def open(self):
        self.conn = sqlite3.connect(self.path)


def connected(path):
    direct = Direct(path)
    direct.open()
    return direct


def main():
    direct = connected(":memory:")
    print(direct.one("SELECT 'direct'"))
    direct.close()


if __name__ == "__main__":
    main()
