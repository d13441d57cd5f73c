"""A connection that is handed over with `**` is handed over."""

import sqlite3
from string import Formatter


def use(**options):
    conn = sqlite3.connect(":memory:")
    options["conn"] = conn
    print(Formatter().format("{name}!", **options))  # refused: ASY201
    conn.close()


def main():
    use(name="n")


if __name__ == "__main__":
    main()
