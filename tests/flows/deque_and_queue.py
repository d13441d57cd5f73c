"""Connections through the containers of the standard library."""

import collections
import sqlite3


def main():
    waiting = collections.deque([sqlite3.connect(":memory:")])
    waiting.append(sqlite3.connect(":memory:"))
    named = collections.OrderedDict()
    named["left"] = waiting.popleft()
    by_default = collections.defaultdict(list)
    by_default["rest"].append(waiting.pop())
    print(named["left"].execute("SELECT 1").fetchone())
    for conn in by_default["rest"]:
        print(conn.execute("SELECT 2").fetchone())
        conn.close()
    named["left"].close()


if __name__ == "__main__":
    main()
