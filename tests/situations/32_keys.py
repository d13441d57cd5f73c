"""`key=` of `sorted`, `min` and `max` with a function that waits."""

import sqlite3


def rank(conn, name):
    return conn.execute("SELECT length(?)", (name,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")

    def key(name):
        return rank(conn, name)

    names = ["ccc", "a", "bb", "d"]
    print(sorted(names, key=key), sorted(names, key=key, reverse=True), min(names, key=key), max(names, key=key))  # -> print(await _sorted(names, key=key), await _sorted(names, key=key, reverse=True), await _min(names, key=key), await _max(names, key=key))
    conn.close()


if __name__ == "__main__":
    main()
