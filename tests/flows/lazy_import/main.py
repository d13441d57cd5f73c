"""Imports inside functions, of the driver and of the project."""


def connect():
    import sqlite3

    return sqlite3.connect(":memory:")


def main():
    from tools.reader import read as read_all

    conn = connect()
    print(read_all(conn))
    conn.close()


if __name__ == "__main__":
    main()
