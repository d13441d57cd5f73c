"""A generator that is sent values, and told of errors."""

import sqlite3


def averages(conn):
    total = count = 0
    average = None
    try:
        while True:
            try:
                value = yield average
            except ValueError as error:
                print("told of", error)
                continue
            total += conn.execute("SELECT ?", (value,)).fetchone()[0]
            count += 1
            average = total / count
    finally:
        print("closed", conn.execute("SELECT ?", (total,)).fetchone()[0])


def two(conn):
    yield conn.execute("SELECT 1").fetchone()[0]
    yield 2


def main():
    conn = sqlite3.connect(":memory:")
    running = averages(conn)
    next(running)
    print(running.send(10), running.send(20), running.throw(ValueError("no number")))
    print([running.send(number) for number in (30, 40)])
    running.close()
    found = two(conn)
    try:
        print(found.__next__(), next(found))
        found.send(None)
    except StopIteration:
        print("end")
    conn.close()


if __name__ == "__main__":
    main()
