"""`functools.singledispatch`, registered by annotation and by type."""

import functools
import sqlite3


@functools.singledispatch
def save(value, conn):
    raise TypeError(value)


@save.register
def _(value: int, conn):
    conn.execute("INSERT INTO t VALUES (?)", (value,))
    return "int"


@save.register(str)
def _(value, conn):
    return "skipped " + value


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t (x)")
    print(save(1, conn), save("text", conn))
    print(conn.execute("SELECT * FROM t").fetchall())
    conn.close()


if __name__ == "__main__":
    main()
