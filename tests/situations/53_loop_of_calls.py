"""A loop of calls on one connection: they depend on each other, and on their order."""

import sqlite3


class Mailing:
    def __init__(self, conn):
        self.conn = conn

    def send(self, name):
        if name is None:
            raise ValueError("nobody")
        self.conn.execute("INSERT INTO sent (name) VALUES (?)", (name,))
        return self.conn.execute("SELECT count(*) FROM sent").fetchone()[0]

    def send_all(self, names):
        done = []
        for number, name in enumerate(names):
            done.append((number, self.send(name)))  # -> done.append((number, await self.send(name)))
        return done

    def retried(self, name):
        for attempt in range(3):
            try:
                return attempt, self.send(name if attempt else None)
            except ValueError as error:
                print(error)
        else:
            return None

    def until(self, limit):
        while (count := self.send("more")) < limit:  # -> while (count := await self.send("more")) < limit:
            pass
        return count


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE sent (name TEXT)")
    mailing = Mailing(conn)
    print(mailing.send_all(["ann", "bob"]), mailing.retried("eve"), mailing.until(6))
    try:
        mailing.send_all(["dan", None, "fay"])
    except ValueError:
        print([name for (name,) in conn.execute("SELECT name FROM sent")])
    conn.close()


if __name__ == "__main__":
    main()
