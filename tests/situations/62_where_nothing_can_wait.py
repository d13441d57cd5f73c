"""Calls at import: of a module, in a class body, as a default, of a decorator's arguments."""

import sqlite3
import tempfile
from pathlib import Path

PATH = str(Path(tempfile.mkdtemp(), "db"))


def connect():  # twin
    return sqlite3.connect(PATH)


def setting(name):  # twin
    conn = connect()
    try:
        conn.execute("CREATE TABLE IF NOT EXISTS setting (name TEXT, value TEXT)")
        row = conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row[0] if row else name.upper()
    finally:
        conn.close()


def change(name, value):
    conn = connect()
    try:
        conn.execute("INSERT INTO setting VALUES (?, ?)", (name, value))
        conn.commit()
    finally:
        conn.close()


def prefixed(prefix):
    def decorate(function):
        def wrapper(*args):
            return prefix + function(*args)

        return wrapper

    return decorate


LANGUAGE = setting("language")  # -> LANGUAGE = asyncio.run(setting_async("language"))


class Page:
    title = setting("title")  # stays

    def shown(self, theme=setting("theme")):  # -> async def shown(self, theme=setting("theme")):
        return f"{self.title} {theme} {setting('theme')}"  # -> return f"{self.title} {theme} {await setting_async('theme')}"


@prefixed(setting("prefix"))  # -> @prefixed(asyncio.run(setting_async("prefix")))
def greeting(name):
    return f" {name} {LANGUAGE}"


def main():
    change("theme", "dark")
    print(Page().shown(), greeting("ann"))
    print(setting("theme"))  # -> print(await setting_async("theme"))


if __name__ == "__main__":
    main()
