"""An attribute set outside `__init__`, by a method that another method calls."""

import sqlite3


class Store:
    conn = None

    def ensure(self):
        if self.conn is None:
            self.reset()
        return self.conn

    def reset(self):
        self.conn = sqlite3.connect(":memory:")

    def size(self):
        return self.ensure().execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    def close(self):
        if self.conn is not None:
            self.conn.close()


def main():
    store = Store()
    print(store.size())
    store.conn.execute("CREATE TABLE t (x)")
    print(store.size())
    store.close()


if __name__ == "__main__":
    main()
