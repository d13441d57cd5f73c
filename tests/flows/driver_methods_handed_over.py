"""Methods of a connection as values: `map` and a timer would call them and drop what is to be awaited."""

import functools
import sqlite3
import threading


def main():
    conn = sqlite3.connect(":memory:", check_same_thread=False)
    conn.execute("CREATE TABLE t(x)")
    list(map(conn.execute, ["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"]))  # refused: ASY201
    timer = threading.Timer(0.01, conn.commit)  # refused: ASY201
    timer.start()
    timer.join()
    later = threading.Timer(0.01, functools.partial(conn.execute, "SELECT 1"))  # refused: ASY201
    later.start()
    later.join()
    print(conn.execute("SELECT * FROM t").fetchall())
    conn.close()


if __name__ == "__main__":
    main()
