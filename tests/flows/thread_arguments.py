"""What a thread, a timer and workers are given flows into what they run; one connection for all of them stays."""

import os
import sqlite3
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

PATH = os.path.join(tempfile.mkdtemp(), "db")


class Store:
    def __init__(self, path):
        self.conn = sqlite3.connect(path, check_same_thread=False)

    def one(self):
        return self.conn.execute("SELECT 1").fetchone()[0]


def show(name, store):
    print(name, store.one())


def main():
    store = Store(PATH)
    thread = threading.Thread(target=show, args=("thread", store))  # refused: ASY201
    thread.start()
    thread.join()
    timer = threading.Timer(0, show, ["timer", store])  # refused: ASY201
    timer.start()
    timer.join()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(show, "worker", store).result()  # refused: ASY201
        print(list(pool.map(Store.one, [store])))  # refused: ASY201
    store.conn.close()


if __name__ == "__main__":
    main()
