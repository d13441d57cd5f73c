"""A connection that a module opens at import, and an object that holds another one: each is made when first asked for."""

from p import conn, repo as r
from p import db
import p


def total():
    return conn.execute("SELECT sum(x) AS s FROM t").fetchone()["s"]


def main():
    for n in range(3):
        db.add(n)
    print(total(), db.conn.execute("SELECT count(*) FROM t").fetchone()[0], r.one(), p.repo.one())
    c = p.db.conn
    print([row["x"] for row in c.execute("SELECT x FROM t")])


if __name__ == "__main__":
    main()
