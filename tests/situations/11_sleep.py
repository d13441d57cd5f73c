"""`time.sleep`, under its own and other names, and in a decorator that tries again."""

import functools
import sqlite3
import time as clock
from time import sleep
from time import sleep as pause


def retried(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            for left in reversed(range(times)):
                try:
                    return function(*args)
                except sqlite3.OperationalError:
                    if not left:
                        raise
                    sleep(0.001)  # -> await sleep(0.001)

        return wrapper

    return decorate


failures = [1, 1]


@retried(3)
def count(conn):
    if failures:
        failures.pop()
        conn.execute("SELECT * FROM missing")
    return conn.execute("SELECT 3").fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    clock.sleep(0.001)  # -> await clock.sleep(0.001)
    pause(0)  # -> await pause(0)
    print(count(conn), failures)
    conn.close()


if __name__ == "__main__":
    main()
