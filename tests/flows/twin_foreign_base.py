"""A method that a base outside the project calls, wherever that is."""

import argparse
import os
import sqlite3
import tempfile

PATH = os.path.join(tempfile.mkdtemp(), "db")


def connect():
    return sqlite3.connect(PATH)


def names():
    conn = connect()
    try:
        return [row[0] for row in conn.execute("SELECT name FROM item ORDER BY name").fetchall()]
    finally:
        conn.close()


def write(statement, *values):
    conn = connect()
    try:
        conn.execute(statement, values)
        conn.commit()
    finally:
        conn.close()


def create():
    write("CREATE TABLE item (name TEXT)")


def add(name):
    write("INSERT INTO item VALUES (?)", name)


def rename(old, new):
    write("UPDATE item SET name = ? WHERE name = ?", new, old)


class Known(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, (values, names()))  # refused: ASY108


def parsed():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", action=Known)
    return parser.parse_args(["--name", "x"]).name


def main():
    create()
    add("a")
    rename("a", "b")
    print(parsed())
    print(names())


if __name__ == "__main__":
    main()
