"""What a call gives decides at once: a coroutine, which is always true, may not get there."""

import sqlite3


class Users:
    def __init__(self, conn):
        self.conn = conn

    def exists(self, name):
        return self.conn.execute("SELECT 1 FROM user WHERE name = ?", (name,)).fetchone() is not None

    def nick(self, name):
        row = self.conn.execute("SELECT nick FROM user WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def add(self, name, nick=None):
        if self.exists(name):  # -> if await self.exists(name):
            return False
        self.conn.execute("INSERT INTO user VALUES (?, ?)", (name, nick))
        return True

    def shown(self, name):
        assert self.exists(name), name  # -> assert await self.exists(name), name
        return self.nick(name) or name.title()  # -> return await self.nick(name) or name.title()

    def missing(self, names):
        return [name for name in names if not self.exists(name)]  # -> return [name for name in names if not await self.exists(name)]


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE user (name TEXT, nick TEXT)")
    users = Users(conn)
    print(users.add("ann", "a"), users.add("ann"), users.add("bob"))
    print(users.shown("ann"), users.shown("bob"), users.missing(["ann", "eve"]))
    print("yes" if users.exists("eve") else "no", not users.exists("eve"), users.nick("bob") is None)
    tries = 0
    while not users.exists("dan") and tries < 3:  # -> while not await users.exists("dan") and tries < 3:
        tries += 1
        tries == 2 and users.add("dan")  # -> tries == 2 and await users.add("dan")
    print(tries, any(users.exists(name) for name in ("eve", "dan")), all([users.exists("ann"), users.exists("eve")]))
    match users.nick("ann"):
        case "a" if users.exists("ann"):  # -> case "a" if await users.exists("ann"):
            print("matched")
    conn.close()


if __name__ == "__main__":
    main()
