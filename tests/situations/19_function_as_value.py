"""Functions as values: a registry, a dict of handlers, a callback, a signal with several receivers."""

import sqlite3

HANDLERS = {}


def handler(name):
    def register(function):  # stays
        HANDLERS[name] = function
        return function

    return register


@handler("add")
def add(conn, text):
    conn.execute("INSERT INTO item VALUES (?)", (text,))
    return "added"


@handler("count")
def count(conn, text):
    return conn.execute("SELECT count(*) FROM item").fetchone()[0]


class Signal:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        self.receivers.append(receiver)

    def send(self, *args):
        return [receiver(*args) for receiver in self.receivers]  # -> return [await receiver(*args) for receiver in self.receivers]


def with_callback(conn, done):
    return done(conn.execute("SELECT 7").fetchone()[0])  # -> return done((await (await conn.execute("SELECT 7")).fetchone())[0])


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (text TEXT)")
    saved = Signal()
    saved.connect(count)
    for name, text in (("add", "a"), ("count", "")):
        print(HANDLERS[name](conn, text), saved.send(conn, text))
    print(with_callback(conn, str))
    conn.close()


if __name__ == "__main__":
    main()
