"""A callback handed down two levels, stored and called later."""

import sqlite3


class Events:
    def __init__(self):
        self.listeners = []

    def on(self, listener):
        self.listeners.append(listener)

    def fire(self, value):
        return [listener(value) for listener in self.listeners]


class Recorder:
    def __init__(self, conn):
        self.conn = conn

    def record(self, value):
        self.conn.execute("INSERT INTO event VALUES (?)", (value,))
        return self.conn.execute("SELECT count(*) FROM event").fetchone()[0]


def with_each(values, callback):
    for value in values:
        print(callback(value))


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE event (value)")
    events = Events()
    events.on(Recorder(conn).record)
    with_each([1, 2], events.fire)
    conn.close()


if __name__ == "__main__":
    main()
