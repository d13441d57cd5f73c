"""A method whose successor is an asynchronous generator, iterated on the spot, elsewhere, and as a whole."""

import sqlite3


def dump(conn):
    return conn.iterdump()


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (a)")
    for line in conn.iterdump():
        print(line)
    for line in dump(conn):
        print(line)
    print([line.lower() for line in dump(conn)], len(list(conn.iterdump())))
    conn.close()


if __name__ == "__main__":
    main()
