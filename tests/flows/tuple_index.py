"""Elements of tuples by constant index, also negative."""

import sqlite3


def parts():
    conn = sqlite3.connect(":memory:")
    return "name", conn, conn.cursor()


def main():
    found = parts()
    print(found[0].upper(), found[1].execute("SELECT 1").fetchone())
    found[-1].execute("SELECT 2")
    print(found[-1].fetchone())
    found[1].close()


if __name__ == "__main__":
    main()
