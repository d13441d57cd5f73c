"""Lists grow by `+=`, and a class of its own says what `+=` does."""

import sqlite3


class Log:
    def __init__(self, conn):
        self.conn = conn
        self.lines = []

    def __iadd__(self, line):
        self.lines.append(line)
        return self

    def save(self):
        for line in self.lines:
            self.conn.execute("INSERT INTO log VALUES (?)", (line,))
        return self.conn.execute("SELECT count(*) FROM log").fetchone()[0]


def main():
    connections = []
    connections += [sqlite3.connect(":memory:")]
    connections[0].execute("CREATE TABLE log (line)")
    log = Log(connections[0])
    log += "one"
    log += "two"
    total = 40
    total += log.save()
    print(total)
    connections[0].close()


if __name__ == "__main__":
    main()
