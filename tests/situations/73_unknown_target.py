"""What is called is known when the program runs only: `getattr` with a computed name, `globals()`, a plug-in, `exec`."""

import importlib
import sqlite3


class Commands:
    def __init__(self, conn):
        self.conn = conn

    def do_count(self):
        return self.conn.execute("SELECT count(*) FROM item").fetchone()[0]

    def do_names(self):
        return [name for (name,) in self.conn.execute("SELECT name FROM item")]

    def help(self):
        return "count, names"

    def run(self, name):
        return getattr(self, f"do_{name}")()  # refused: ASY201

    def attribute(self, name):
        return getattr(self, name)()  # refused: ASY201


def named(name, conn):
    return globals()[f"{name}_of"](conn)  # refused: ASY201


def first_of(conn):
    return conn.execute("SELECT min(name) FROM item").fetchone()[0]


def plugged_in(module, function, conn):
    return getattr(importlib.import_module(module), function)(conn)  # refused: ASY203


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (name TEXT)")
    conn.execute("INSERT INTO item VALUES ('tea')")
    commands = Commands(conn)
    print(commands.run("count"), commands.run("names"), commands.attribute("help"))
    print(named("first", conn), plugged_in("builtins", "callable", conn))
    conn.close()


if __name__ == "__main__":
    main()
