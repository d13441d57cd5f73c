"""A class of the project that inherits from a library's connection stays, as the new one is made in another way."""

import sqlite3


class Store(sqlite3.Connection):  # refused: ASY210
    def add(self, number):
        self.execute("INSERT INTO numbers VALUES (?)", (number,))

    def total(self):
        return self.execute("SELECT sum(n) FROM numbers").fetchone()[0]


def main():
    store = Store(":memory:")
    store.execute("CREATE TABLE numbers (n)")
    store.add(3)
    store.add(4)
    print(store.total(), store.in_transaction)
    store.close()


if __name__ == "__main__":
    main()
