"""`operator.methodcaller` on the connection itself: the rewritten call has other arguments there."""

import operator
import sqlite3


def main():
    conn = sqlite3.connect(":memory:")
    ask = operator.methodcaller("execute", "SELECT 1")
    print(ask(conn).fetchone())  # refused: ASY210
    conn.close()


if __name__ == "__main__":
    main()
