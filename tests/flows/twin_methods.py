"""Methods of a class and its subclass get twins together."""

import os
import sqlite3
import tempfile
import threading

PATH = os.path.join(tempfile.mkdtemp(), "db")


def connect():  # twin
    return sqlite3.connect(PATH)


def names():  # twin
    conn = connect()
    try:
        return [row[0] for row in conn.execute("SELECT name FROM item ORDER BY name").fetchall()]
    finally:
        conn.close()


def write(statement, *values):
    conn = connect()
    try:
        conn.execute(statement, values)
        conn.commit()
    finally:
        conn.close()


def create():
    write("CREATE TABLE item (name TEXT)")


def add(name):
    write("INSERT INTO item VALUES (?)", name)


def rename(old, new):
    write("UPDATE item SET name = ? WHERE name = ?", new, old)


class Store:
    def first(self):  # twin
        return names()[0]

    def show(self):
        return "first " + self.first()

    def watch(self):
        print("seen", self.first())

    def watched(self):
        thread = threading.Thread(target=self.watch)
        thread.start()
        thread.join()


class Loud(Store):
    def first(self):  # twin
        return super().first().upper()


def main():
    create()
    add("a")
    rename("a", "b")
    for store in (Store(), Loud()):
        store.watched()
        print(store.first(), store.show())
    print(names())


if __name__ == "__main__":
    main()
