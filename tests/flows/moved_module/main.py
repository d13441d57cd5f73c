"""An import of a module that moved, and a private method that is in the class beside: what can only be meant turns."""

import sqlite3

from store.counts import Both, count


def main():
    conn = sqlite3.connect(":memory:")
    print(count(conn), Both(conn).total())
    conn.close()


if __name__ == "__main__":
    main()
