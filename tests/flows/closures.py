"""Functions made inside functions, returned and handed on."""

import sqlite3


def make_finder(conn, table):
    def find(key):
        return conn.execute(f"SELECT x FROM {table} WHERE x = ?", (key,)).fetchone()

    return find


def make_tools(path):
    conn = sqlite3.connect(path)

    def run(sql):
        return conn.execute(sql)

    def stop():
        conn.close()

    return conn, run, stop


def main():
    conn, run, stop = make_tools(":memory:")
    run("CREATE TABLE t (x)")
    run("INSERT INTO t VALUES (1)")
    find = make_finder(conn, "t")
    print(find(1), find(2))
    stop()


if __name__ == "__main__":
    main()
