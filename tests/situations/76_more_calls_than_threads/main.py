"""More calls that only block than the executor that the settings ask for has threads."""

import sqlite3
import subprocess
import sys


def word(number):
    command = [sys.executable, "-S", "-E", "-c", f"print({number})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def both(conn):
    one, other = conn.execute("SELECT 1, 2").fetchone()
    return word(one), word(other)  # told: ASY404


def main():
    conn = sqlite3.connect(":memory:")
    print(both(conn))  # -> print(await both(conn))
    print(word(3))  # -> print(await _in_thread(word, 3))
    conn.close()


if __name__ == "__main__":
    main()
