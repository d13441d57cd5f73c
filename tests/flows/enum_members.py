"""Enum members with values, and methods that take a connection."""

import enum
import sqlite3


class Query(enum.Enum):
    ONE = "SELECT 1"
    TWO = "SELECT 2"

    def run(self, conn):
        return conn.execute(self.value).fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    for query in Query:
        print(query.name, query.run(conn))
    print(Query.ONE.run(conn), Query("SELECT 2").run(conn), Query["TWO"].run(conn))
    conn.close()


if __name__ == "__main__":
    main()
