"""Names bound by `:=`, in a condition and in a loop."""

import sqlite3


def main():
    if (conn := sqlite3.connect(":memory:")) is not None:
        (cur := conn.cursor()).execute("SELECT 1 UNION SELECT 2")
        while (row := cur.fetchone()) is not None:
            print(row)
        print([found for _ in range(2) if (found := conn.execute("SELECT 3").fetchone())])
    conn.close()


if __name__ == "__main__":
    main()
