"""A list of connections that is handed over hands over the connections."""

import sqlite3
import string


def main():
    conn = sqlite3.connect(":memory:")
    conns = [conn]
    print(len(conns), sorted(conns, key=id) == conns)
    print(string.Formatter().vformat("{0}", ["n"], {"conns": conns}))
    print(string.Formatter().vformat("{0}", ["n"], {"conn": conn}))  # refused: ASY201
    conn.close()


if __name__ == "__main__":
    main()
