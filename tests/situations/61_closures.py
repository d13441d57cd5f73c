"""Functions in functions: returned, called on the spot, recursive, with `nonlocal`, made in a loop."""

import sqlite3


def counter(conn):
    calls = 0

    def count(table):
        nonlocal calls
        calls += 1
        return calls, conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    return count


def tree(conn, root):
    def below(parent, depth):
        rows = conn.execute("SELECT name FROM node WHERE parent = ? ORDER BY name", (parent,)).fetchall()
        for (name,) in rows:
            lines.append("  " * depth + name)
            below(name, depth + 1)  # -> await below(name, depth + 1)

    lines = [root]
    below(root, 1)  # -> await below(root, 1)
    return lines


def makers(conn, names):
    found = []
    for name in names:

        def parent_of(name=name):
            return conn.execute("SELECT parent FROM node WHERE name = ?", (name,)).fetchone()[0]

        found.append(parent_of)
    return found


def main():
    conn = sqlite3.connect(":memory:")

    def insert(name, parent):
        conn.execute("INSERT INTO node VALUES (?, ?)", (name, parent))

    conn.execute("CREATE TABLE node (name TEXT, parent TEXT)")
    insert("b", "a")
    insert("c", "b")
    insert("d", "a")
    count = counter(conn)
    print(count("node"), count("node"))  # -> print(await count("node"), await count("node"))
    print("\n".join(tree(conn, "a")))
    print([parent() for parent in makers(conn, ["b", "c"])])  # -> print([await parent() for parent in makers(conn, ["b", "c"])])
    conn.close()


if __name__ == "__main__":
    main()
