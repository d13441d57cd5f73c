"""A generator that returns a value: asynchronous ones can't."""

import sqlite3


def names(conn):
    count = 0
    for (name,) in conn.execute("SELECT 'a' UNION ALL SELECT 'b'"):  # refused: ASY105
        count += 1
        yield name
    return count


def counted(conn):
    count = yield from names(conn)
    print("count", count)


def main():
    conn = sqlite3.connect(":memory:")
    print(list(counted(conn)))
    conn.close()


if __name__ == "__main__":
    main()
