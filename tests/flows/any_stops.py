"""`any` and `all` stop at the first item that decides; what would come after it must not happen."""

import sqlite3


def add(conn, number):
    conn.execute("INSERT INTO log VALUES (?)", (number,))
    return number == 2


def take(conn):
    for number in (1, 2, 3, 4):
        conn.execute("INSERT INTO log VALUES (?)", (10 * number,))
        yield number == 2


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE log(number)")
    print(any(add(conn, number) for number in range(5)))
    print(all(add(conn, number) for number in [2, 3, 2]))
    print(any(found for found in take(conn)))
    print(any(take(conn)), all(take(conn)))
    taken = take(conn)
    print(any(taken), list(taken))
    if not any(add(conn, number) for number in ()):
        print(conn.execute("SELECT number FROM log").fetchall())
    conn.close()


if __name__ == "__main__":
    main()
