"""Objects that a thread is given, whose methods both worlds call."""

import os
import sqlite3
import tempfile
import threading

PATH = os.path.join(tempfile.mkdtemp(), "db")


class Store:
    def __init__(self, path):
        self.path = path

    def one(self):  # twin
        conn = sqlite3.connect(self.path)
        try:
            return conn.execute("SELECT 1").fetchone()[0]
        finally:
            conn.close()

    def two(self):
        return self.one() + 1


class Other(Store):
    def one(self):  # twin
        return super().one() * 2


def show(name, store):
    print(name, store.one())


def threads(store):
    thread = threading.Thread(target=show, args=("thread", store))
    thread.start()
    thread.join()
    timer = threading.Timer(0, show, ["timer", store])
    timer.start()
    timer.join()


def main():
    for store in (Store(PATH), Other(PATH)):
        threads(store)
        print(store.one(), store.two(), doubled(store))


def doubled(store):
    return store.two() * 2


if __name__ == "__main__":
    main()
