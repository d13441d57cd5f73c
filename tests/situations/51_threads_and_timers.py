"""A thread that is waited for, a timer, and a daemon thread that polls."""

import sqlite3
import tempfile
import threading
import time
from pathlib import Path

FOLDER = tempfile.mkdtemp()
PATH = str(Path(FOLDER, "db"))


def connect():  # twin
    return sqlite3.connect(PATH)


def add(name):  # twin
    conn = connect()
    try:
        conn.execute("INSERT INTO item VALUES (?)", (name,))
        conn.commit()
    finally:
        conn.close()


def names():
    conn = connect()
    try:
        return sorted(name for (name,) in conn.execute("SELECT name FROM item"))
    finally:
        conn.close()


def prepare():
    conn = connect()
    conn.execute("CREATE TABLE item (name TEXT)")
    conn.close()


class Poller(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.stopped = threading.Event()
        self.rounds = 0

    def run(self):
        while not self.stopped.wait(0.001):
            self.rounds += 1


def in_threads():
    thread = threading.Thread(target=add, args=("thread",))  # stays
    timer = threading.Timer(0.01, add, args=["timer"])  # stays
    thread.start()
    timer.start()
    thread.join()
    timer.join()


def main():
    prepare()
    poller = Poller()
    poller.start()
    add("main")  # -> await add_async("main")
    in_threads()  # -> await asyncio.to_thread(in_threads)
    time.sleep(0.01)
    poller.stopped.set()
    poller.join()  # -> await asyncio.to_thread(poller.join)
    print(names(), poller.rounds > 0)


if __name__ == "__main__":
    main()
