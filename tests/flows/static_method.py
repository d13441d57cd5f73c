"""Static methods, called on the class, on an instance and through a subclass."""

import sqlite3


class Tools:
    @staticmethod
    def connect(path):
        return sqlite3.connect(path)

    @staticmethod
    def one(conn, sql):
        return conn.execute(sql).fetchone()

    def both(self, conn):
        return self.one(conn, "SELECT 1"), Tools.one(conn, "SELECT 2")


class More(Tools):
    pass


def main():
    conn = More.connect(":memory:")
    print(More().both(conn))
    conn.close()


if __name__ == "__main__":
    main()
