"""Methods of a connection that are kept, passed on and called where it can be seen."""

import sqlite3


def run(action, *args):
    return action(*args)


def main():
    conn = sqlite3.connect(":memory:")
    actions = {"run": conn.execute, "save": conn.commit}
    actions["run"]("CREATE TABLE t(x)")
    run(conn.execute, "INSERT INTO t VALUES (1)")
    actions["save"]()
    print(run(conn.execute, "SELECT * FROM t").fetchall())
    conn.close()


if __name__ == "__main__":
    main()
