"""A class made inside a function closes over a connection."""

import sqlite3


def make_repository(conn, table):
    class Repository:
        name = table

        def size(self):
            return self.name, conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    return Repository


def main():
    conn = sqlite3.connect(":memory:")
    repository = make_repository(conn, "sqlite_master")()
    print(repository.size())
    conn.close()


if __name__ == "__main__":
    main()
