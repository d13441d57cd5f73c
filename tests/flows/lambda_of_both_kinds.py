"""A lambda that gives plain data, where others give what has to be awaited."""

import sqlite3


def retry(function):
    return function()


def main():
    conn = sqlite3.connect(":memory:")
    print(retry(lambda: conn.execute("SELECT 5")).fetchone()[0])
    print(retry(lambda: len("four")))
    conn.close()


if __name__ == "__main__":
    main()
