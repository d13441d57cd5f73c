"""The exception classes that hang on a connection: `except conn.IntegrityError`."""

import sqlite3


def add(conn, name):
    try:
        conn.execute("INSERT INTO item VALUES (?)", (name,))
    except conn.IntegrityError:
        return "exists"
    except (conn.DataError, conn.InterfaceError) as error:
        return error
    return "added"


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (name TEXT UNIQUE)")
    print(add(conn, "a"), add(conn, "b"), add(conn, "a"))
    conn.close()


if __name__ == "__main__":
    main()
