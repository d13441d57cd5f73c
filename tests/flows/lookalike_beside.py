"""A class with a driver's method names beside a real connection: only the real one turns."""

import sqlite3


class Recorder:
    def __init__(self):
        self.lines = []

    def execute(self, line):  # stays
        self.lines.append(line)
        return self  # stays

    def commit(self):  # stays
        self.lines.append("commit")  # stays

    def fetchall(self):
        return self.lines  # stays


class Service:
    def __init__(self, conn, recorder):
        self.conn = conn
        self.recorder = recorder

    def run(self, sql):
        self.recorder.execute(sql)  # stays
        self.recorder.commit()  # stays
        self.conn.execute(sql)
        self.conn.commit()


def summary(recorder):  # stays
    return recorder.fetchall()  # stays


def main():
    conn = sqlite3.connect(":memory:")
    recorder = Recorder()
    service = Service(conn, recorder)
    service.run("CREATE TABLE t (x)")
    print(summary(recorder), conn.execute("SELECT count(*) FROM sqlite_master").fetchall())
    print(len(recorder.fetchall()))  # stays
    conn.close()


if __name__ == "__main__":
    main()
