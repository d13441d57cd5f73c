"""Lists in dicts, tuples in lists, and a list of cursors."""

import sqlite3


def main():
    conn = sqlite3.connect(":memory:")
    tree = {"jobs": [("first", {"conn": conn}), ("second", {"conn": conn})]}
    for name, job in tree["jobs"]:
        print(name, job["conn"].execute("SELECT 1").fetchone())
    print(tree["jobs"][0][1]["conn"].execute("SELECT 2").fetchone())
    cursors = [conn.cursor() for _ in range(2)]
    for cur, sql in zip(cursors, ("SELECT 3", "SELECT 4")):
        cur.execute(sql)
    print([cur.fetchone() for cur in cursors])
    conn.close()


if __name__ == "__main__":
    main()
