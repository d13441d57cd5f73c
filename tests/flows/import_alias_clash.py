"""A new import must not take a name that the function uses for itself."""

import sqlite3.dbapi2
from sqlite3 import dbapi2


def main():
    for connect in (dbapi2.connect, sqlite3.dbapi2.connect):
        conn = connect(":memory:")
        print(conn.execute("SELECT 1").fetchone())
        conn.close()


if __name__ == "__main__":
    main()
