"""`__getattr__` hands everything else to one wrapped object."""

import sqlite3


class Traced:
    def __init__(self, inner):
        self._inner = inner
        self.statements = []

    def execute(self, sql, args=()):
        self.statements.append(sql)
        return self._inner.execute(sql, args)

    def __getattr__(self, name):
        return getattr(self._inner, name)


def main():
    conn = Traced(sqlite3.connect(":memory:"))
    conn.execute("CREATE TABLE t (x)")
    conn.execute("INSERT INTO t VALUES (?)", (7,))
    conn.commit()
    cur = conn.cursor()
    cur.execute("SELECT x FROM t")
    print(cur.fetchall(), conn.statements, conn.total_changes)
    conn.close()


if __name__ == "__main__":
    main()
