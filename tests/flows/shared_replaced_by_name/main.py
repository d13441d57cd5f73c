"""A module whose connection others replace by its name."""

import sqlite3

import db


def main():
    db.conn.close()
    setattr(db, "conn", sqlite3.connect(":memory:"))
    print(db.conn.execute("SELECT 1").fetchone()[0])
    db.conn.close()


if __name__ == "__main__":
    main()
