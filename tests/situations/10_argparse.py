"""Commands of argparse: what is called by way of `args.func` turns with `main`."""

import argparse
import sqlite3


def add(conn, args):
    conn.execute("INSERT INTO item VALUES (?)", (args.name,))
    return "added"


def show(conn, args):
    return conn.execute("SELECT count(*) FROM item").fetchone()


def parser():  # stays
    found = argparse.ArgumentParser()
    commands = found.add_subparsers()
    adding = commands.add_parser("add")
    adding.add_argument("name")
    adding.set_defaults(func=add)
    commands.add_parser("show").set_defaults(func=show)
    return found


def main(argv=None):
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE item (name TEXT)")
    for words in (["add", "a"], ["show"]):
        args = parser().parse_args(words)
        print(args.func(conn, args))  # -> print(await args.func(conn, args))
    conn.close()


if __name__ == "__main__":
    main()
