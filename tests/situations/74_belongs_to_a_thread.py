"""A sqlite3 connection belongs to the thread that opened it, so not each of its calls may go to some other thread."""

import sqlite3
import subprocess
import sys


class Cache:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)
        self.conn.execute("CREATE TABLE IF NOT EXISTS cache (name TEXT PRIMARY KEY, text TEXT)")

    def filled(self, name):
        row = self.conn.execute("SELECT text FROM cache WHERE name = ?", (name,)).fetchone()
        if row is None:
            command = [sys.executable, "-S", "-E", "-c", f"print({name!r} * 2)"]
            text = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
            self.conn.execute("INSERT INTO cache VALUES (?, ?)", (name, text))
            return text, "made"
        return row[0], "kept"

    def close(self):
        self.conn.close()


def main():
    cache = Cache(":memory:")
    print(cache.filled("ab"), cache.filled("ab"))
    cache.close()


if __name__ == "__main__":
    main()
