"""A base class of the standard library, whose own constructor stays as it is."""

import sqlite3
import threading


class Worker(threading.Thread):
    def __init__(self, path):
        super().__init__()
        self.conn = sqlite3.connect(path)

    def close(self):
        self.conn.close()


def main():
    worker = Worker(":memory:")
    worker.close()
    print(worker.daemon, worker.is_alive())


if __name__ == "__main__":
    main()
