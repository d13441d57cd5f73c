"""`next` and functions that let StopIteration out: where they go to a thread, the await would never end."""

import sqlite3
import subprocess
import sys


def lines(count):
    command = [sys.executable, "-S", "-E", "-c", f"print(*range({count}), sep='\\n')"]
    yield from subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


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
