"""The driver under other names: modules, functions and attributes."""

import sqlite3 as db
from sqlite3 import Row as SqliteRow
from sqlite3 import connect as open_database

opener = db.connect
driver = db


def main():
    for connect in (open_database, opener, driver.connect):
        conn = connect(":memory:")
        conn.row_factory = SqliteRow
        print(dict(conn.execute("SELECT 1 AS one").fetchone()))
        conn.close()


if __name__ == "__main__":
    main()
