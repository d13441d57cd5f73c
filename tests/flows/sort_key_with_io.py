"""`sorted` calls its key synchronously."""

import sqlite3


def main():
    conn = sqlite3.connect(":memory:")

    def weight(name):
        return conn.execute("SELECT length(?)", (name,)).fetchone()[0]

    print(sorted(["ccc", "a", "bb"], key=weight))  # refused: ASY201
    conn.close()


if __name__ == "__main__":
    main()
