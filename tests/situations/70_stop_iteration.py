"""`next` and functions that let StopIteration out: where they go to a thread, the await would never end."""

import sqlite3
import threading

never = threading.Event()


def lines(count):
    never.wait(0.001)
    yield from map(str, range(count))


def first(count):
    return next(lines(count))


def main():
    conn = sqlite3.connect(":memory:")
    numbers = [number for (number,) in conn.execute("SELECT 1 UNION SELECT 2")]
    conn.close()
    print([first(number) for number in numbers])  # told: ASY401
    print(next(lines(0), "none"))  # told: ASY401
    try:
        print(first(0))  # told: ASY401
    except StopIteration:
        print("stopped")


if __name__ == "__main__":
    main()
