"""After `if not isinstance(…): raise`, and in its branch, the name holds one kind of object only."""

import io
import sqlite3


def finish(thing):
    if isinstance(thing, io.StringIO):
        thing.close()
        return "text"
    if not isinstance(thing, sqlite3.Connection):
        raise TypeError(thing)
    thing.close()
    return "connection"


def main():
    conn = sqlite3.connect(":memory:")
    print(conn.execute("SELECT 1").fetchone())
    print(finish(conn), finish(io.StringIO()))


if __name__ == "__main__":
    main()
