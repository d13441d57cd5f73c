"""What takes all of a generator, or as much as it needs."""

import sqlite3


def numbers(conn):
    for (number,) in conn.execute("SELECT 3 UNION ALL SELECT 1 UNION ALL SELECT 2"):
        yield number


def pairs(conn):
    for number in numbers(conn):
        yield number, number * 10


def main():
    conn = sqlite3.connect(":memory:")
    print(list(numbers(conn)), tuple(numbers(conn)), sorted(numbers(conn)))
    print(sum(numbers(conn)))  # -> print(sum([item async for item in numbers(conn)]))
    print(max(numbers(conn)), min(numbers(conn)), any(numbers(conn)), all(numbers(conn)))
    print(sorted(set(numbers(conn))), dict(pairs(conn)), ", ".join(str(number) for number in numbers(conn)))
    print(list(zip(numbers(conn), "abc")))
    conn.close()


if __name__ == "__main__":
    main()
