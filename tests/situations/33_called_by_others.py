"""A lambda that `sort` calls, or a library, can't wait."""

import re
import sqlite3


def main():
    conn = sqlite3.connect(":memory:")
    print(re.sub("[ab]", lambda match: conn.execute("SELECT upper(?)", (match[0],)).fetchone()[0], "abc"))  # refused: ASY104
    conn.close()


if __name__ == "__main__":
    main()
