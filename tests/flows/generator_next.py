"""`next` on a generator that reads, with and without a default."""

import sqlite3


def rows(conn):
    for row in conn.execute("SELECT 1 UNION SELECT 2"):
        yield row


def main():
    conn = sqlite3.connect(":memory:")
    found = rows(conn)
    print(next(found), next(found), next(found, "none"))
    conn.close()


if __name__ == "__main__":
    main()
