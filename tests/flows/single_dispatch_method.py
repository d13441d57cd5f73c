"""`functools.singledispatchmethod`, and a registered function by call."""

import functools
import sqlite3


def save_float(value, conn):
    return conn.execute("SELECT ?", (value,)).fetchone()


@functools.singledispatch
def save(value, conn):
    return None


save.register(float, save_float)


class Store:
    def __init__(self, conn):
        self.conn = conn

    @functools.singledispatchmethod
    def put(self, value):
        return "nothing"

    @put.register
    def _(self, value: int):
        return self.conn.execute("SELECT ?", (value,)).fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    store = Store(conn)
    print(store.put(1), store.put("x"))
    print(save(1.5, conn), save("x", conn))
    conn.close()


if __name__ == "__main__":
    main()
