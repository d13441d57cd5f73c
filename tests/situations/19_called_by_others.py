"""A function that somebody calls who can't wait: it is refused, with the one who calls it."""

import re
import sqlite3


def main():
    conn = sqlite3.connect(":memory:")

    def translated(match):
        return conn.execute("SELECT upper(?)", (match[0],)).fetchone()[0]

    print(re.sub("[ab]", translated, "abc"))  # refused: ASY201
    conn.close()


if __name__ == "__main__":
    main()
