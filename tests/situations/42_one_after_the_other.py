"""A program that starts several things: each opens what it needs, so each may have a loop of its own."""

import sqlite3
import tempfile
from pathlib import Path

PATH = str(Path(tempfile.mkdtemp(), "db"))


def written(statement):
    conn = sqlite3.connect(PATH)
    try:
        found = conn.execute(statement).fetchall()
        conn.commit()
        return found
    finally:
        conn.close()


def prepare():
    written("CREATE TABLE item (name TEXT)")


def main(*names):
    for name in names:
        written(f"INSERT INTO item VALUES ('{name}')")
    print(written("SELECT name FROM item"))


if __name__ == "__main__":
    prepare()  # -> asyncio.run(prepare())
    main("tea", "milk")  # -> asyncio.run(main("tea", "milk"))
