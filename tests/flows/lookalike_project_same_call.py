"""One call may run a driver's method or a project's: the project's turns async too."""

import sqlite3


class Memory:
    def __init__(self):
        self.closed = False

    def close(self):
        self.closed = True


def finish(things):
    for thing in things:
        thing.close()


def main():
    conn = sqlite3.connect(":memory:")
    memory = Memory()
    print(conn.execute("SELECT 1").fetchone(), memory.closed)
    finish([conn, memory])
    print(memory.closed)


if __name__ == "__main__":
    main()
