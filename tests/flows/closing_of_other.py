"""`closing()` of a connection here and of a file there, entered at one place."""

import contextlib
import io
import sqlite3


def opened(flag):
    return contextlib.closing(sqlite3.connect(":memory:") if flag else io.StringIO())


def main():
    for flag in (True, False):
        with opened(flag) as thing:  # refused: ASY204
            print(type(thing).__name__)


if __name__ == "__main__":
    main()
