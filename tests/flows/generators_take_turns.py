"""Generators as coroutines under a scheduler of the program's own: the protocol is `send`, and stays."""

import sqlite3


def count(conn, name, stop):
    for number in range(stop):
        yield conn.execute("SELECT ? || ?", (name, number)).fetchone()[0]


def run(tasks):
    seen = []
    while tasks:
        task = tasks.pop(0)
        try:
            seen.append(task.send(None))  # refused: ASY204
            tasks.append(task)
        except StopIteration:
            pass
    return seen


def main():
    conn = sqlite3.connect(":memory:")
    print(run([count(conn, "a", 2), count(conn, "b", 1)]))
    conn.close()


if __name__ == "__main__":
    main()
