"""The new library joins the dependencies; docs/dependencies.md tells of the other files that list them."""

import sqlite3


def main():
    conn = sqlite3.connect(":memory:")
    print(conn.execute("SELECT 1").fetchone())
    conn.close()


if __name__ == "__main__":
    main()
