"""Classes of the project that are containers themselves: a queue, a list, a dict."""

import queue
import sqlite3


class Waiting(queue.Queue):
    def get(self, block=True, timeout=None):
        return super().get(block, timeout)


class Many(list):
    pass


class ByName(dict):
    def named(self, name):
        return self[name]


class Job:
    def __init__(self, conn, number):
        self.conn = conn
        self.number = number

    def run(self):
        return self.conn.execute("SELECT ?", (self.number,)).fetchone()[0]


def main():
    conn = sqlite3.connect(":memory:")
    waiting = Waiting()
    waiting.put_nowait(Job(conn, 1))
    job = waiting.get()
    print(job.run())

    many = Many()
    many.append(Job(conn, 2))
    for each in many:
        print(each.run(), many[0].run())

    by_name = ByName()
    by_name["three"] = Job(conn, 3)
    print(by_name.named("three").run())
    conn.close()


if __name__ == "__main__":
    main()
