"""Handlers registered on a class, by a method used as a decorator, and by `__init_subclass__`."""

import sqlite3


class App:
    def __init__(self):
        self.routes = {}

    def route(self, path):
        def register(func):
            self.routes[path] = func
            return func

        return register

    def call(self, path, conn):
        return self.routes[path](conn)


app = App()


@app.route("/one")
def one(conn):
    return conn.execute("SELECT 1").fetchone()


class Plugin:
    known = []

    def __init_subclass__(cls):
        Plugin.known.append(cls)


class Counter(Plugin):
    def run(self, conn):
        return conn.execute("SELECT count(*) FROM sqlite_master").fetchone()


def main():
    conn = sqlite3.connect(":memory:")
    print(app.call("/one", conn))
    for plugin in Plugin.known:
        print(plugin().run(conn))
    conn.close()


if __name__ == "__main__":
    main()
