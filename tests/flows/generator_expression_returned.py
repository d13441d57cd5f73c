"""A generator expression that is returned or kept becomes an asynchronous generator; whoever iterates it follows."""

import sqlite3


class Store:
    def __init__(self, conn):
        self.conn = conn

    def keys(self):
        return (row[0] for row in self.conn.execute("SELECT k FROM t ORDER BY k"))  # plain def around it

    def value(self, key):
        cur = self.conn.execute("SELECT v FROM t WHERE k = ?", (key,))
        return cur.fetchone()[0]

    def values(self, keys):
        found = (self.value(key) for key in keys)
        for value in found:
            yield value


def letters(text):
    return (letter.upper() for letter in text)  # stays


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (k, v)")
    conn.executemany("INSERT INTO t VALUES (?, ?)", [("a", 1), ("b", 2)])
    store = Store(conn)
    for key in store.keys():
        print(key)
    print(list(store.keys()), [key for key in store.keys()])
    for value in store.values(["b", "a"]):
        print(value)
    for letter in letters("ab"):  # stays
        print(letter)
    conn.close()


if __name__ == "__main__":
    main()
