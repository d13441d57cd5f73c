"""`operator`'s getters with several keys and dotted names, and through `map` and `partial`."""

import functools
import operator
import sqlite3


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def __str__(self):
        return "a repo"


class App:
    def __init__(self, repo):
        self.repo = repo


def main():
    app = App(Repo(sqlite3.connect(":memory:")))
    print(operator.attrgetter("repo.conn")(app).execute("SELECT 1").fetchone())
    repo, conn = operator.attrgetter("repo", "repo.conn")(app)
    print(str(repo), conn.execute("SELECT 2").fetchone())
    name, found = operator.itemgetter("name", "conn")({"name": "x", "conn": conn})
    print(name, found.execute("SELECT 3").fetchone())
    for each in map(operator.attrgetter("conn"), [repo]):
        print(each.execute("SELECT 4").fetchone())
    take = functools.partial(operator.itemgetter(1))
    print(take((0, conn)).execute("SELECT 5").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
