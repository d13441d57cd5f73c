"""Generator expressions that are consumed on the spot."""

import sqlite3


def main():
    conn = sqlite3.connect(":memory:")
    print(sum(conn.execute("SELECT ?", (n,)).fetchone()[0] for n in range(4)))
    print(sorted(row[0] for row in conn.execute("SELECT 2 UNION SELECT 1")))
    print(",".join(str(row[0]) for row in conn.execute("SELECT 2 UNION SELECT 1")))
    print(any(conn.execute("SELECT ?", (n,)).fetchone()[0] for n in (0, 1)))
    conn.close()


if __name__ == "__main__":
    main()
